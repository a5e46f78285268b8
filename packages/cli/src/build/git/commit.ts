import { BuildError } from '../build-error.ts'
import type { Repository } from './repository.ts'
import { askGit, git } from './run.ts'

export interface Commit {
  /** The full id. */
  readonly id: string
  /** Git's id of everything that the commit holds: the same for two commits with the same files. */
  readonly tree: string
  /** By its committer's clock; milliseconds since 1970. */
  readonly committedAt: number
}

/** The commit that a name (`HEAD`, a branch, a tag, a short id) stands for; `commit-unknown` where there is none. */
export async function resolveCommit(repository: Repository, name: string): Promise<Commit> {
  const { gitDirectory } = repository
  // git would take a name that begins with a dash for an option.
  if (name === '' || name.startsWith('-')) throw unknownCommit(name, 'no commit is named so')
  const question = ['rev-parse', '--verify', '--quiet', `${name}^{commit}`]
  const answer = await askGit(gitDirectory, question)
  const id = answer.output.trim()
  if (answer.code !== 0 || id === '') throw unknownCommit(name, await why(gitDirectory, name, answer.errors))
  const [tree = '', seconds] = (await git(gitDirectory, ['show', '--no-patch', '--format=%T %ct', id]))
    .trim()
    .split(' ')
  return { id, tree, committedAt: Number(seconds) * 1000 }
}

async function why(gitDirectory: string, name: string, errors: string): Promise<string> {
  if (/ambiguous/.test(errors)) return 'the short id fits more than one'
  if (name === 'HEAD') return 'nothing has been committed yet'
  const isShallow = await askGit(gitDirectory, ['rev-parse', '--is-shallow-repository'])
  if (isShallow.output.trim() === 'true')
    return 'this clone holds the newest commits only ("git fetch --unshallow" brings all)'
  return 'the repository does not hold it'
}

export function unknownCommit(name: string, reason: string): BuildError {
  return new BuildError(
    'commit-unknown',
    `There is no commit ${JSON.stringify(name)}: ${reason}.`,
    'Name a commit that "git log" shows, or fetch it first.',
  )
}
