import { access, realpath } from 'node:fs/promises'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { BuildError } from '../build-error.ts'
import { askGit, git, gitFailed } from './run.ts'

export interface Repository {
  /** Where git keeps the repository's data. */
  readonly gitDirectory: string
  /** The top of the work tree; undefined for a bare repository. */
  readonly workTree?: string
  /** The folder that was asked for, relative to the top with `/` between and at the end; empty for the top itself. */
  readonly prefix: string
}

/**
 * The repository that a folder belongs to: an ordinary, shallow or bare one, or a linked work tree. Undefined where there
 * is none, and where the folder only happens to lie within one that knows nothing of it (an unpacked download in
 * somebody's home folder that is under git).
 *
 * Throws `git-missing` only where there seems to be a repository; a machine without git still starts from a download.
 */
export async function findRepository(directory: string): Promise<Repository | undefined> {
  let answer: Awaited<ReturnType<typeof askGit>>
  const question = ['rev-parse', '--absolute-git-dir', '--is-bare-repository', '--show-prefix']
  try {
    answer = await askGit(directory, question)
  } catch (error) {
    if (error instanceof BuildError && error.code === 'git-missing' && !(await looksLikeRepository(directory)))
      return undefined
    throw error
  }
  if (answer.code !== 0) {
    if (answer.errors.includes('not a git repository')) return undefined
    throw gitFailed(question, answer.errors)
  }
  const [gitDirectory = '', isBare, prefix = ''] = answer.output.split('\n')
  if (isBare === 'true') return { gitDirectory, prefix: '' }
  const workTree = await git(directory, ['rev-parse', '--show-toplevel'])
  if (prefix !== '' && !(await isTracked(workTree, prefix))) return undefined
  return { gitDirectory, workTree, prefix }
}

/**
 * The top of the work tree that `directory` lies in, or a bare repository's own folder; undefined where the folder
 * belongs to no repository.
 */
export async function repositoryRoot(directory: string): Promise<string | undefined> {
  const repository = await findRepository(directory)
  return repository && (repository.workTree ?? repository.gitDirectory)
}

/** Whether HEAD leads to a commit; it does not in a repository that was just begun. */
export async function hasCommits({ gitDirectory }: Repository): Promise<boolean> {
  return (await askGit(gitDirectory, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'])).code === 0
}

/** Whether the work tree differs from HEAD, in files that git knows or in new ones; `except` is left out of the view. */
export async function isDirty(repository: Repository, except: string): Promise<boolean> {
  const { workTree } = repository
  if (workTree === undefined) return false
  const question = ['status', '--porcelain', '-z', '--untracked-files=normal', '--', '.']
  const inside = relative(await realpath(workTree), await realpath(except).catch(() => resolve(except)))
  if (inside !== '' && inside !== '..' && !inside.startsWith(`..${sep}`)) question.push(`:(exclude,literal)${inside}`)
  return (await git(workTree, ['-c', 'core.fsmonitor=false', ...question])) !== ''
}

async function isTracked(workTree: string, prefix: string): Promise<boolean> {
  return (await askGit(workTree, ['ls-files', '-z', '--', `:(literal)${prefix}`])).output !== ''
}

async function looksLikeRepository(directory: string): Promise<boolean> {
  for (let folder = resolve(directory); ; folder = dirname(folder)) {
    const found = await access(join(folder, '.git')).then(
      () => true,
      () => false,
    )
    if (found || folder === dirname(folder)) return found
  }
}
