import { randomUUID } from 'node:crypto'
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { CommandError } from '../error/command-error.ts'
import { makeFolder } from './workspace.ts'

/** A file's JSON object, undefined where there is no file; `state-unreadable` where it is torn. `wayOut` says what to do then. */
export function readJson(file: string, wayOut?: string): { readonly [field: string]: unknown } | undefined {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw unreadable(file, wayOut, error)
  }
  try {
    const parsed: unknown = JSON.parse(text)
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return { ...parsed }
  } catch (error) {
    throw unreadable(file, wayOut, error)
  }
  throw unreadable(file, wayOut)
}

/** Writes a file for its owner alone, whole or not at all. */
export function writeJson(file: string, value: object): void {
  const partial = `${file}.${randomUUID()}.part`
  makeFolder(dirname(file))
  try {
    writeFileSync(partial, `${JSON.stringify(value, undefined, 2)}\n`, { mode: 0o600 })
    renameSync(partial, file)
  } catch (error) {
    rmSync(partial, { force: true })
    throw new CommandError('workspace-unwritable', `${file} cannot be written.`, { cause: error })
  }
}

function unreadable(file: string, wayOut: string | undefined, cause?: unknown): CommandError {
  return new CommandError('state-unreadable', `${file} cannot be read.`, { ...(wayOut && { wayOut }), cause })
}
