import type { Reads } from '../transaction/guard.ts'
import type { Connection } from './connection.ts'
import { fromColumn } from './json.ts'
import type { Tables } from './schema.ts'
import { select } from './select.ts'

/** The reads of a store over one connection. */
export function readsOf(connection: Connection, { documents }: Tables): Reads {
  return {
    async get(collection, id) {
      const sql = `SELECT data::text AS data FROM ${documents} WHERE collection = $1 AND id = $2`
      const [row] = await connection.rows(sql, [collection, id])
      return row && fromColumn(String(row.data))
    },
    async list(collection, query) {
      const { sql, values } = select(documents, collection, query)
      const rows = await connection.rows(sql, values)
      return rows.map((row) => ({ id: String(row.id), data: fromColumn(String(row.data)) }))
    },
  }
}
