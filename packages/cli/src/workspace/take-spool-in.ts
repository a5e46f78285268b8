import { existsSync } from 'node:fs'
import { directorySpool, mergeSpool } from '@kickai/release'
import { isRoomError } from '../error/described.ts'
import { type Workspace, withStore } from './workspace.ts'

/**
 * Takes into the journals what earlier commands could not write there. A journal that cannot be written now either is left
 * for another time: the command that needs it will say so.
 */
export async function takeSpoolIn(workspace: Pick<Workspace, 'journals' | 'spools'>): Promise<void> {
  for (const where of ['railway', 'embedded'] as const) {
    const folder = workspace.spools[where]
    if (!existsSync(folder)) continue
    const spool = directorySpool(folder)
    if ((await spool.all()).length === 0) continue
    try {
      await withStore(workspace.journals[where], (store) => mergeSpool(store, spool))
    } catch (error) {
      if (!isRoomError(error)) throw error
    }
  }
}
