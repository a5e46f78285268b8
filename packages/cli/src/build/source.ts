import { stat } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { BuildError } from './build-error.ts'
import { copyTree } from './folder/copy-tree.ts'
import { identifyFolder } from './folder/identify.ts'
import type { BuildPlace } from './folder/place.ts'
import { resolveCommit, unknownCommit } from './git/commit.ts'
import { exportCommit } from './git/export.ts'
import { findRepository, hasCommits, isDirty, type Repository } from './git/repository.ts'

/** What is to be built, and how its files are had. */
export interface Source {
  /** The commit as it goes into an artifact; empty for a folder that is no repository. */
  readonly commit: { readonly commit?: string; readonly committedAt?: number }
  /** A mark of all the files. */
  readonly tree: string
  /** The configuration's folder among them, with a slash at its end; empty for their top. */
  readonly prefix: string
  /** Where the same files lie with their packages installed, if anywhere. */
  readonly checkout: string | undefined
  readonly dirty: boolean
  /** Writes the files into the place's source folder, and gives the mark of those written. */
  export(place: BuildPlace, log: (line: string) => void): Promise<string>
}

/** Finds a commit, or takes a folder as it is that is no repository, or one without any commit. */
export async function findSource(directory: string, commit: string, workDirectory: string): Promise<Source> {
  const repository = await findRepository(directory)
  const taken = repository === undefined || (commit === 'HEAD' && !(await hasCommits(repository)))
  if (!taken) return await committed(repository, commit, workDirectory)
  const found = await stat(directory).catch(() => undefined)
  if (!found?.isDirectory()) {
    throw new BuildError('folder-unknown', `There is no folder ${directory}.`, 'Name the folder of the repository.')
  }
  if (commit !== 'HEAD') throw unknownCommit(commit, `${directory} is no git repository`)
  return await plain(resolve(directory), workDirectory)
}

async function committed(repository: Repository, name: string, workDirectory: string): Promise<Source> {
  const { workTree: checkout, prefix } = repository
  const [commit, dirty] = await Promise.all([resolveCommit(repository, name), isDirty(repository, workDirectory)])
  return {
    commit: { commit: commit.id, committedAt: commit.committedAt },
    tree: commit.tree,
    prefix,
    checkout,
    dirty,
    async export({ source: folder, scratch }, log) {
      const { submodules } = await exportCommit(repository, commit, { folder, scratch })
      for (const path of submodules) log(`The submodule ${path} is left out: its files are not in this commit`)
      return commit.tree
    },
  }
}

async function plain(directory: string, workDirectory: string): Promise<Source> {
  const work = relative(directory, workDirectory)
  const leaveOut = (path: string) => {
    const name = path.slice(path.lastIndexOf('/') + 1)
    return path === work || name === '.git' || name === 'node_modules' || name === '.kickai'
  }
  return {
    commit: {},
    tree: await identifyFolder(directory, leaveOut),
    prefix: '',
    checkout: directory,
    dirty: false,
    async export({ source }) {
      await copyTree(directory, join(source), { files: 'copy', leaveOut })
      return await identifyFolder(source, leaveOut)
    },
  }
}
