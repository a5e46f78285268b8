import { chmodSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { TelegramLocalError } from '../problem.ts'
import { schema, schemaVersion } from './schema.ts'

type Row = Record<string, SQLInputValue>

/** The state file, opened by one process. Rows come as plain objects; numbers are whole and below 2^53. */
export interface Database {
  run(sql: string, ...values: SQLInputValue[]): void
  row<Shape = Row>(sql: string, ...values: SQLInputValue[]): Shape | undefined
  rows<Shape = Row>(sql: string, ...values: SQLInputValue[]): Shape[]
  /** Applies all that `work` writes, or nothing where it throws. Inside another transaction it joins that one. */
  transaction<Result>(work: () => Result): Result
  /** Does `work` once the running transaction is committed, at once where there is none, never where it fails. */
  afterCommit(work: () => void): void
  close(): void
}

/**
 * Opens `<directory>/telegram.sqlite`, making it where there is none. A committed change survives the end of the
 * process. Throws `state-unreadable` for a torn file or one of another version, which is left as it is, and
 * `state-in-use` where another process holds it.
 */
export function openDatabase(directory: string): Database {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const path = join(directory, 'telegram.sqlite')
  if (!existsSync(path)) create(path)
  // Its owner's alone, as what SQLite puts beside it then is too; the directory may be open to others.
  chmodSync(path, 0o600)
  return wrap(open(path))
}

/** Made aside and moved into place, so that an empty or half-made state file is always a torn one. */
function create(path: string): void {
  const aside = `${path}.${process.pid}.new`
  rmSync(aside, { force: true })
  const database = new DatabaseSync(aside)
  database.exec(`BEGIN; ${schema} COMMIT;`)
  database.close()
  renameSync(aside, path)
}

function open(path: string): DatabaseSync {
  let database: DatabaseSync | undefined
  try {
    check(path)
    database = new DatabaseSync(path)
    database.exec('PRAGMA busy_timeout = 2000; PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL')
    database.exec('PRAGMA synchronous = NORMAL; BEGIN EXCLUSIVE; COMMIT')
    return database
  } catch (cause) {
    database?.close()
    throw openingError(path, cause)
  }
}

/** Reads only, so that a torn file stays as it was found. */
function check(path: string): void {
  const database = new DatabaseSync(path, { readOnly: true })
  try {
    database.exec('PRAGMA busy_timeout = 2000')
    const { user_version: version } = database.prepare('PRAGMA user_version').get() as { user_version: number }
    if (version !== schemaVersion) throw new Error(`its version is ${version}, not ${schemaVersion}`)
    const { quick_check: finding } = database.prepare('PRAGMA quick_check(1)').get() as { quick_check: string }
    if (finding !== 'ok') throw new Error(finding)
  } finally {
    database.close()
  }
}

function openingError(path: string, cause: unknown): TelegramLocalError {
  if (cause instanceof Error && /database is locked/.test(cause.message)) {
    return new TelegramLocalError(
      'state-in-use',
      `Another process uses the Telegram state in ${path}.`,
      'Stop that process, or name another directory.',
      cause,
    )
  }
  return new TelegramLocalError(
    'state-unreadable',
    `The Telegram state in ${path} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}.`,
    'Put the file back from a copy, or delete it to begin without chats.',
    cause,
  )
}

function wrap(database: DatabaseSync): Database {
  const statements = new Map<string, StatementSync>()
  const statement = (sql: string): StatementSync => {
    const known = statements.get(sql) ?? database.prepare(sql)
    statements.set(sql, known)
    return known
  }
  let afterwards: (() => void)[] | undefined
  const commit = <Result>(work: () => Result): Result => {
    database.exec('BEGIN IMMEDIATE')
    try {
      const result = work()
      database.exec('COMMIT')
      return result
    } catch (cause) {
      database.exec('ROLLBACK')
      throw cause
    }
  }
  return {
    run: (sql, ...values) => void statement(sql).run(...values),
    row: <Shape>(sql: string, ...values: SQLInputValue[]) => statement(sql).get(...values) as Shape | undefined,
    rows: <Shape>(sql: string, ...values: SQLInputValue[]) => statement(sql).all(...values) as Shape[],
    transaction(work) {
      if (afterwards !== undefined) return work()
      const queued: (() => void)[] = []
      afterwards = queued
      try {
        const result = commit(work)
        afterwards = undefined
        for (const next of queued) next()
        return result
      } finally {
        afterwards = undefined
      }
    },
    afterCommit(work) {
      if (afterwards === undefined) work()
      else afterwards.push(work)
    },
    close: () => database.close(),
  }
}
