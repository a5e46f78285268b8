import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RouterRecord } from './contract.ts'

/** Writes `<directory>/router.json` so that a reader sees the old one or the new one whole, and only its owner reads it. */
export function writeRouterRecord(directory: string, record: RouterRecord): void {
  const path = join(directory, 'router.json')
  const partial = `${path}.${record.pid}.partial`
  writeFileSync(partial, `${JSON.stringify(record)}\n`, { mode: 0o600 })
  renameSync(partial, path)
}

/** Removes the record at the end, unless another router has put its own there meanwhile. */
export function removeRouterRecord(directory: string, own: RouterRecord): void {
  const path = join(directory, 'router.json')
  try {
    if (readFileSync(path, 'utf8') === `${JSON.stringify(own)}\n`) rmSync(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}
