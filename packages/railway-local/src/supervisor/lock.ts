import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { PlatformError, sentenceOf } from '../errors.ts'

/**
 * Makes this process the only supervisor of a directory until it ends, however it ends. Refuses with
 * `platform-running` where another one is.
 */
export function lockDirectory(directory: string): { release(): void } {
  const path = join(directory, 'supervisor.lock')
  const database = new DatabaseSync(path)
  try {
    // The operating system gives this lock back when the process dies; a file with a pid in it would stay.
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
    chmodSync(path, 0o600)
  } catch (error) {
    database.close()
    const busy = /locked|busy/i.test(sentenceOf(error))
    throw busy
      ? new PlatformError(
          'platform-running',
          `Another supervisor already runs for ${directory}.`,
          'Use that one, or stop it first.',
          error,
        )
      : new PlatformError(
          'state-unreadable',
          `The file ${path} is not what the embedded platform left there: ${sentenceOf(error)}.`,
          'Nothing was changed. Remove that file while no embedded platform runs in this directory.',
          error,
        )
  }
  return { release: () => database.close() }
}
