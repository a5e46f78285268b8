import { closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { StoreError } from '../error.ts'
import { newer } from '../refusal.ts'
import { connect } from './engine.ts'
import { explain, full, isBusy, unreadable } from './failure.ts'

/** Marks a file as ours: "KICK" in ASCII. */
const applicationId = 0x4b49434b
const schemaVersion = 2
const fullCheckBytes = 16 * 1024 * 1024
const openingMs = 5_000

const schema = `
  CREATE TABLE documents (
    collection TEXT NOT NULL,
    id TEXT NOT NULL,
    data TEXT NOT NULL,
    version INTEGER NOT NULL,
    checksum INTEGER,
    PRIMARY KEY (collection, id)
  ) STRICT;
  CREATE TABLE state (sequence INTEGER NOT NULL) STRICT;
  INSERT INTO state VALUES (0);
  PRAGMA application_id = ${applicationId};
  PRAGMA user_version = ${schemaVersion};
`

/** Format 1 had no checksums. Its documents get theirs when they are next written. */
const fromFormat1 = `
  ALTER TABLE documents ADD COLUMN checksum INTEGER;
  PRAGMA user_version = ${schemaVersion};
`

/**
 * Opens the store's file, making it (0600) and its folder where they are missing. A file that is damaged, of another
 * program or of a newer version is refused and left as it is. Several processes may do this at the same time.
 *
 * `busyMs` is how long a statement may block this thread on another process's lock.
 */
export function openFile(path: string, busyMs: number): DatabaseSync {
  const inMemory = path === ':memory:'
  if (!inMemory) makeFile(path)
  const deadline = Date.now() + openingMs
  for (;;) {
    let database: DatabaseSync | undefined
    try {
      database = connect(path, busyMs)
      prepare(database, path, inMemory)
      return database
    } catch (error) {
      database?.close()
      if (!isBusy(error) || Date.now() > deadline) throw opening(error, path)
      // Two processes that make the file at once get in each other's way for some milliseconds.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
    }
  }
}

function makeFile(path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true })
    // Only a file that is not there is opened here: closing one that is would drop the locks that this process has on it.
    closeSync(openSync(path, 'wx', 0o600))
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return
    if (hasCode(error, 'ENOSPC')) throw full(path, error)
    throw unreadable(path, error instanceof Error ? error.message : String(error), error)
  }
}

function prepare(database: DatabaseSync, path: string, inMemory: boolean): void {
  // The first read makes SQLite compare the file's length with its header, so a file that was cut off fails here.
  const { owner, version, tables } = headOf(database)
  const isNew = owner === 0 && version === 0 && tables === 0
  if (!isNew && owner !== applicationId) throw unreadable(path, 'it belongs to another program')
  if (version > schemaVersion) throw newer(path, version, schemaVersion)
  if (!isNew && !inMemory) checkWhole(database, path)
  if (!inMemory) database.exec('PRAGMA journal_mode = WAL')
  database.exec('PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF')
  if (version < schemaVersion) bringUpToDate(database)
}

/** Read at one moment: between two reads another process may have made the file. */
function headOf(database: DatabaseSync): { owner: number; version: number; tables: number } {
  database.exec('BEGIN')
  try {
    return {
      owner: pragma(database, 'application_id'),
      version: pragma(database, 'user_version'),
      tables: Number(database.prepare('SELECT count(*) AS count FROM sqlite_schema').get()?.count),
    }
  } finally {
    if (database.isTransaction) database.exec('ROLLBACK')
  }
}

/**
 * Reads every page of a file up to 16 MiB, which takes some ten milliseconds. A larger one is only opened: reading it
 * whole would hold up each start by its size, its length is compared with its header in any case, and a damaged
 * page in its middle is refused with the same code when it is first touched, before anything is answered from it.
 */
function checkWhole(database: DatabaseSync, path: string): void {
  if (pragma(database, 'page_count') * pragma(database, 'page_size') > fullCheckBytes) return
  const answer = database.prepare('PRAGMA quick_check(1)').get()
  const verdict = String(Object.values(answer ?? {})[0])
  if (verdict !== 'ok') throw unreadable(path, `it is damaged (${verdict.replaceAll('\n', ' ')})`)
}

function bringUpToDate(database: DatabaseSync): void {
  database.exec('BEGIN IMMEDIATE')
  try {
    // Another process may have done it between the look and the lock.
    if (pragma(database, 'application_id') === 0) database.exec(schema)
    else if (pragma(database, 'user_version') < schemaVersion) database.exec(fromFormat1)
    database.exec('COMMIT')
  } finally {
    if (database.isTransaction) database.exec('ROLLBACK')
  }
}

function opening(error: unknown, path: string): unknown {
  if (!isBusy(error)) return explain(error, path)
  return new StoreError(
    'store-contention',
    `The store ${path} stayed locked by another process for ${openingMs / 1000} seconds.`,
    'Look for a stopped process that holds the file, then try again.',
    error,
  )
}

function pragma(database: DatabaseSync, name: string): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name])
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
