import { execFile } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { BuildError, isNotFound } from '../build-error.ts'

export interface GitAnswer {
  readonly code: number
  readonly output: string
  readonly errors: string
}

/** Set by git for the hooks and aliases that it runs; here they would point at another repository, or at its index. */
const inherited = [
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_PREFIX',
  'GIT_COMMON_DIR',
  'GIT_OBJECT_DIRECTORY',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_NAMESPACE',
]

/**
 * Runs git in `directory` and gives its answer whatever its exit code. It takes no lock of the repository, asks nobody for
 * a password, speaks English, and shows commits as they are (without replacements).
 *
 * Throws `git-missing` where there is no git, `folder-unknown` where there is no such folder.
 */
export async function askGit(
  directory: string,
  given: readonly string[],
  variables: { readonly [name: string]: string } = {},
): Promise<GitAnswer> {
  const environment: NodeJS.ProcessEnv = { ...process.env }
  for (const name of inherited) delete environment[name]
  Object.assign(environment, {
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_REPLACE_OBJECTS: '1',
    LC_ALL: 'C',
    ...variables,
  })
  const { promise, resolve, reject } = Promise.withResolvers<GitAnswer>()
  const options = { cwd: directory, env: environment, maxBuffer: 1024 ** 3 }
  execFile('git', [...given], options, (error, output, errors) => {
    if (error === null) resolve({ code: 0, output, errors })
    else if (typeof error.code === 'number') resolve({ code: error.code, output, errors })
    else reject(error)
  })
  try {
    return await promise
  } catch (error) {
    throw await explain(error, directory, given)
  }
}

/** What git prints, without the line end; `git-failed` where it fails. */
export async function git(
  directory: string,
  given: readonly string[],
  variables?: { readonly [name: string]: string },
): Promise<string> {
  const answer = await askGit(directory, given, variables)
  if (answer.code !== 0) throw gitFailed(given, answer.errors)
  return answer.output.replace(/\n$/, '')
}

export function gitFailed(given: readonly string[], reason: string, cause?: unknown): BuildError {
  const command = given.find((one, index) => !one.startsWith('-') && given[index - 1] !== '-c')
  return new BuildError(
    'git-failed',
    `git ${command} failed: ${reason.trim()}`,
    'See what git says of this repository when you run "git status" in it.',
    cause,
  )
}

async function explain(error: unknown, directory: string, given: readonly string[]): Promise<Error> {
  if (!isNotFound(error)) return gitFailed(given, String(error), error)
  const found = await stat(join(directory, '.')).catch(() => undefined)
  if (!found?.isDirectory()) {
    const sentence = `There is no folder ${directory} that this user may enter.`
    return new BuildError('folder-unknown', sentence, 'Name the folder of the repository.', error)
  }
  return new BuildError(
    'git-missing',
    'There is no git on this machine, or it is not on the PATH.',
    'Install git, then try again.',
    error,
  )
}
