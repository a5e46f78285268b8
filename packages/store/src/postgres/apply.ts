import { exists } from '../refusal.ts'
import type { NetWrite } from '../transaction/net-writes.ts'
import type { Connection } from './connection.ts'
import { toColumn } from './json.ts'
import type { Tables } from './schema.ts'

/**
 * Sends all writes of a transaction in one statement, with the row that proves its commit. Throws `document-exists`
 * where something is stored that must be new; the transaction is to be rolled back then.
 *
 * From here on nobody thinks any more, so the server ends the transaction when it hears nothing for `silentMs`.
 */
export async function apply(
  connection: Connection,
  tables: Tables,
  commit: string,
  writes: readonly NetWrite[],
  silentMs: number,
): Promise<void> {
  const made = await connection.rows(statement(tables), [JSON.stringify(writes.map(record)), commit, `${silentMs}`])
  const [row] = made
  const taken = row?.taken as { collection: string; id: string } | null | undefined
  if (taken) throw exists(taken.collection, taken.id)
}

/** Which rows are made, which replaced and which removed; `check` is for one that is created and deleted again. */
function record({ collection, id, json, mustBeNew }: NetWrite): object {
  if (json === undefined) return { collection, id, kind: mustBeNew ? 'check' : 'delete' }
  return { collection, id, kind: mustBeNew ? 'create' : 'set', data: toColumn(json) }
}

function statement({ documents, commits }: Tables): string {
  return `
    WITH given AS MATERIALIZED (
      SELECT collection, id, kind, data::jsonb AS data
      FROM json_to_recordset($1::json) AS given (collection text, id text, kind text, data text)
    ),
    made AS (
      INSERT INTO ${documents} (collection, id, data)
      SELECT collection, id, data FROM given WHERE kind = 'create'
      ON CONFLICT (collection, id) DO NOTHING
      RETURNING collection, id
    ),
    stored AS (
      INSERT INTO ${documents} (collection, id, data)
      SELECT collection, id, data FROM given WHERE kind = 'set'
      ON CONFLICT (collection, id) DO UPDATE SET data = excluded.data
    ),
    removed AS (
      DELETE FROM ${documents} AS stored USING given
      WHERE given.kind = 'delete' AND stored.collection = given.collection AND stored.id = given.id
    ),
    noted AS (
      INSERT INTO ${commits} (id, applied) VALUES ($2, true)
    ),
    taken AS (
      SELECT given.collection, given.id FROM given
      LEFT JOIN made ON made.collection = given.collection AND made.id = given.id
      WHERE given.kind = 'create' AND made.id IS NULL
      UNION ALL
      SELECT given.collection, given.id FROM given
      JOIN ${documents} AS stored ON stored.collection = given.collection AND stored.id = given.id
      WHERE given.kind = 'check'
    )
    SELECT
      set_config('idle_in_transaction_session_timeout', $3, true),
      (SELECT json_build_object('collection', collection, 'id', id) FROM taken LIMIT 1) AS taken
  `
}
