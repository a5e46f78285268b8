import { createHash, randomUUID } from 'node:crypto'
import { lstat, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { systemCode } from '../build-error.ts'
import { type Installation, installPackages } from './install.ts'
import { installedMatches, type LockedPackages, lockedPackages, moduleFolders } from './lock.ts'
import { mirrorPackages, textIfThere } from './mirror.ts'

export interface Provision extends Installation {
  /** The same folder of the checkout; undefined where there is none (a bare repository). */
  readonly checkout: string | undefined
  readonly workDirectory: string
}

/**
 * Provides the packages that the lock file in an exported folder demands: those of the checkout where they were
 * installed from the same lock file, else installed ones, kept under the lock file's digest for the next time.
 *
 * Gives the folders that were made, relative to the exported one; none where the commit has no lock file of npm.
 */
export async function providePackages(provision: Provision): Promise<string[]> {
  const { directory, checkout, log } = provision
  const text = await textIfThere(join(directory, 'package-lock.json'))
  if (text === undefined || (await textIfThere(join(directory, 'package.json'))) === undefined) return []
  const wanted = lockedPackages(text)
  if (wanted?.size === 0) return []
  if (wanted === undefined) {
    await installPackages(provision)
    return ['node_modules']
  }
  for (const folder of moduleFolders(wanted)) {
    if (!(await lstat(join(directory, folder)).catch(() => undefined))) continue
    log(`The commit brings its own ${folder}, so no packages are provided`)
    return []
  }
  if (
    checkout !== undefined &&
    (await isInstalled(wanted, checkout)) &&
    (await mirrorAnew(wanted, checkout, directory))
  ) {
    return moduleFolders(wanted)
  }
  const kept = join(provision.workDirectory, 'dependencies', keyOf(text))
  if ((await isInstalled(wanted, kept)) && (await mirrorAnew(wanted, kept, directory))) return moduleFolders(wanted)
  log('Installing the packages that the commit demands')
  await installPackages(provision)
  await keep(wanted, directory, kept)
  return moduleFolders(wanted)
}

async function isInstalled(wanted: LockedPackages, folder: string): Promise<boolean> {
  const record = await textIfThere(join(folder, recordPath))
  const installed = record === undefined ? undefined : lockedPackages(record)
  return installed !== undefined && installedMatches(wanted, installed)
}

/** npm's own record of what it has installed. */
const recordPath = 'node_modules/.package-lock.json'

/** Mirrors, or leaves nothing behind. */
async function mirrorAnew(wanted: LockedPackages, from: string, to: string): Promise<boolean> {
  if (await mirrorPackages(wanted, from, to)) return true
  for (const folder of moduleFolders(wanted)) await rm(join(to, folder), { recursive: true, force: true })
  return false
}

/** Keeps installed packages, whole or not at all; another process may have been faster. */
async function keep(wanted: LockedPackages, directory: string, kept: string): Promise<void> {
  const partial = `${kept}.${randomUUID()}.part`
  try {
    const record = await textIfThere(join(directory, recordPath))
    if (record === undefined || !(await mirrorPackages(wanted, directory, partial))) return
    await mkdir(join(partial, 'node_modules'), { recursive: true })
    await writeFile(join(partial, recordPath), record)
    await rm(kept, { recursive: true, force: true })
    await rename(partial, kept)
  } catch (error) {
    if (systemCode(error) !== 'ENOTEMPTY' && systemCode(error) !== 'EEXIST') throw error
  } finally {
    await rm(partial, { recursive: true, force: true })
  }
}

function keyOf(lock: string): string {
  const system = [process.versions.modules, process.platform, process.arch].join(' ')
  return createHash('sha256').update(`${system}\0${lock}`).digest('hex')
}
