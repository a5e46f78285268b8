import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { ownProcess, type ProcessRecord } from '@kickai/release'
import { CommandError } from '../error/command-error.ts'
import { writeJson } from './json-file.ts'
import { type LocalRecord, runningLocal } from './local-record.ts'
import { makeFolder, type Workspace } from './workspace.ts'

/** The right to run the embedded platform of a workspace. */
export interface LocalLock {
  /** Tells other commands where things are now. */
  publish(record: Omit<LocalRecord, keyof ProcessRecord>): void
  release(): void
}

/**
 * Makes this process the one that runs the embedded platform here, until it ends, however it ends; `local-running`
 * where another one does. The lock is the operating system's, so a killed holder leaves none behind.
 */
export function lockLocal(workspace: Workspace): LocalLock {
  makeFolder(workspace.folder)
  const file = join(workspace.folder, 'local.lock')
  const database = new DatabaseSync(file)
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    throw refusal(workspace, file, error)
  }
  const own = ownProcess()
  writeJson(workspace.lock, { ...own, companions: {} })
  return {
    publish: (record) => writeJson(workspace.lock, { ...own, ...record }),
    release() {
      rmSync(workspace.lock, { force: true })
      database.close()
    },
  }
}

function refusal(workspace: Workspace, file: string, cause: unknown): CommandError {
  const reason = cause instanceof Error ? cause.message : String(cause)
  if (!/locked|busy/i.test(reason))
    return new CommandError('state-unreadable', `${file} is not what kickai left there: ${reason}.`, {
      cause,
      wayOut: 'Remove that file while no "kickai local" runs here.',
    })
  const { pid, page } = runningLocal(workspace) ?? {}
  const where = page === undefined ? '' : `, its page is ${page}`
  return new CommandError(
    'local-running',
    `"kickai local" already runs here${pid === undefined ? '' : ` as process ${pid}`}${where}.`,
  )
}
