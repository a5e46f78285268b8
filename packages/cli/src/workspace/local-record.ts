import { isRunning, type ProcessRecord } from '@kickai/release'
import type { CompanionAddress } from '../config/config.ts'
import { readJson } from './json-file.ts'
import type { Workspace } from './workspace.ts'

/** What the running `kickai local` tells other commands: who it is and where things are. */
export interface LocalRecord extends ProcessRecord {
  /** The embedded platform's address; absent while it comes up. */
  readonly platform?: string
  readonly page?: string
  readonly companions: { readonly [name: string]: CompanionAddress }
}

/** The `kickai local` that runs here, or undefined. */
export function runningLocal(workspace: Workspace): LocalRecord | undefined {
  const record = readJson(workspace.lock, 'Remove it while no "kickai local" runs here.')
  if (record === undefined || typeof record.pid !== 'number' || typeof record.startTime !== 'string') return undefined
  const known = record as unknown as LocalRecord
  return isRunning(known) ? known : undefined
}
