import { join } from 'node:path'
import type { Commit } from './commit.ts'
import type { Repository } from './repository.ts'
import { git } from './run.ts'

/**
 * Settings of this machine that would let two machines write different files for the same commit, or that would write
 * into the repository. What the commit's own `.gitattributes` says still holds.
 */
const settings = [
  'core.autocrlf=false',
  'core.eol=lf',
  'core.attributesFile=/dev/null',
  'core.fileMode=true',
  'core.symlinks=true',
  'core.sparseCheckout=false',
  'core.splitIndex=false',
  'core.untrackedCache=false',
  'core.fsmonitor=false',
].flatMap((setting) => ['-c', setting])

/**
 * Writes all files of a commit into an empty folder, with their executable bits, through an index of its own: neither
 * the work tree nor the repository's index is read or changed, and no hook runs. Submodules stay empty folders;
 * their paths are given back.
 */
export async function exportCommit(
  repository: Repository,
  commit: Commit,
  place: { readonly folder: string; readonly scratch: string },
): Promise<{ readonly submodules: readonly string[] }> {
  const where = ['--git-dir', repository.gitDirectory, '--work-tree', place.folder]
  const variables = { GIT_INDEX_FILE: join(place.scratch, 'index') }
  await git(place.folder, [...where, ...settings, 'read-tree', commit.tree], variables)
  await git(place.folder, [...where, ...settings, 'checkout-index', '--all', '--force', '--quiet'], variables)
  const listed = await git(place.folder, [...where, ...settings, 'ls-files', '--stage', '-z'], variables)
  const submodules = listed.split('\0').filter((line) => line.startsWith('160000 '))
  return { submodules: submodules.map((line) => line.slice(line.indexOf('\t') + 1)) }
}
