import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { Data, Document, Query } from '../store.ts'
import type { Write } from '../transaction/buffer.ts'
import { checksumOf } from './checksum.ts'
import { explain, unreadable } from './failure.ts'
import { select } from './select.ts'

/**
 * The statements that a store runs. All of them are done when the call returns, so two never mix. What SQLite throws
 * comes out with a code of ours, except that it was busy.
 */
export interface Connection {
  /** A document and the sequence of the transaction that wrote it; a version never comes back. */
  row(collection: string, id: string): { readonly data: Data; readonly version: number } | undefined
  version(collection: string, id: string): number | undefined
  list(collection: string, query: Query): { readonly documents: Document[]; readonly fingerprint: string }
  /** Which documents, in which versions, a query gives: equal fingerprints mean an equal result. */
  fingerprint(collection: string, query: Query): string
  /** How many transactions have written so far. */
  sequence(): number
  setSequence(sequence: number): void
  /** Applies one write under `version`; false where it would create what is there. */
  apply(write: Write, version: number): boolean
  /** Runs `action` between BEGIN and COMMIT; when anything throws, nothing of it stays. */
  within<Result>(begin: 'BEGIN' | 'BEGIN IMMEDIATE', action: () => Result): Result
  close(): void
}

const whole = 'id, data, version, checksum'

type Row = Record<string, unknown>
type Parameter = string | number

export function connection(database: DatabaseSync, path: string): Connection {
  const statements = new Map<string, StatementSync>()

  function run<Result>(sql: string, use: (statement: StatementSync) => Result): Result {
    try {
      const statement = statements.get(sql) ?? database.prepare(sql)
      statements.set(sql, statement)
      return use(statement)
    } catch (error) {
      throw explain(error, path)
    }
  }

  const one = (sql: string, ...parameters: Parameter[]): Row | undefined => run(sql, (it) => it.get(...parameters))
  const all = (sql: string, parameters: readonly Parameter[]): Row[] => run(sql, (it) => it.all(...parameters))
  const change = (sql: string, ...parameters: Parameter[]): number =>
    run(sql, (it) => Number(it.run(...parameters).changes))

  /** A document's data; throws where it is not what was written. */
  function parse(collection: string, { id, data, version, checksum }: Row): Data {
    const json = String(data)
    const isAsWritten = checksum === null || checksum === checksumOf(collection, String(id), Number(version), json)
    if (!isAsWritten) throw unreadable(path, 'one of its documents is not as it was written')
    try {
      return JSON.parse(json)
    } catch (error) {
      throw unreadable(path, 'one of its documents is damaged', error)
    }
  }

  return {
    row(collection, id) {
      const row = one(`SELECT ${whole} FROM documents WHERE collection = ? AND id = ?`, collection, id)
      return row && { data: parse(collection, row), version: Number(row.version) }
    },
    version(collection, id) {
      const row = one('SELECT version FROM documents WHERE collection = ? AND id = ?', collection, id)
      return row && Number(row.version)
    },
    list(collection, query) {
      const { sql, parameters } = select(whole, collection, query)
      const rows = all(sql, parameters)
      const documents = rows.map((row) => ({ id: String(row.id), data: parse(collection, row) }))
      return { documents, fingerprint: fingerprintOf(rows) }
    },
    fingerprint(collection, query) {
      const { sql, parameters } = select('id, version', collection, query)
      return fingerprintOf(all(sql, parameters))
    },
    sequence: () => Number(one('SELECT sequence FROM state')?.sequence),
    setSequence(sequence) {
      change('UPDATE state SET sequence = ?', sequence)
    },
    apply(write, version) {
      const { collection, id } = write
      if (write.kind === 'delete') {
        change('DELETE FROM documents WHERE collection = ? AND id = ?', collection, id)
        return true
      }
      const replaced = ['data', 'version', 'checksum'].map((column) => `${column} = excluded.${column}`).join(', ')
      const taken = write.kind === 'create' ? 'NOTHING' : `UPDATE SET ${replaced}`
      const sql = `INSERT INTO documents (collection, id, data, version, checksum) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (collection, id) DO ${taken}`
      const checksum = checksumOf(collection, id, version, write.json)
      return change(sql, collection, id, write.json, version, checksum) > 0
    },
    within(begin, action) {
      change(begin)
      try {
        const result = action()
        change('COMMIT')
        return result
      } finally {
        if (database.isTransaction) database.exec('ROLLBACK')
      }
    },
    close() {
      database.close()
    },
  }
}

function fingerprintOf(rows: readonly Row[]): string {
  return rows.map((row) => `${row.id} ${row.version}`).join('\n')
}
