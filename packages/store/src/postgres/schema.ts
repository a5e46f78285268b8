import type { Pool } from 'pg'
import { StoreError } from '../error.ts'
import { newer } from '../refusal.ts'
import { type Connection, lend } from './connection.ts'

const format = 1

/** The store's tables, quoted, in a schema of their own. */
export interface Tables {
  readonly schema: string
  /** The schema's name without quotes, as the catalogue holds it. */
  readonly schemaName: string
  readonly documents: string
  /** One row for each transaction whose outcome somebody may have to ask for. */
  readonly commits: string
  readonly format: string
}

export function tablesIn(schema: string): Tables {
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(schema)) {
    throw new StoreError(
      'bad-name',
      `${JSON.stringify(schema)} is no schema for a store.`,
      'Build it out of 1 to 63 lower-case letters, digits and _, not beginning with a digit.',
    )
  }
  const table = (name: string) => `"${schema}".${name}`
  return {
    schema: `"${schema}"`,
    schemaName: schema,
    documents: table('documents'),
    commits: table('commits'),
    format: table('format'),
  }
}

/**
 * Makes the store's tables where they are missing, and refuses those of a newer version (`store-newer`) or of another
 * program. Several processes may do this at once. A user without the right to make a schema can use one that is there.
 */
export async function prepare(pool: Pool, tables: Tables, place: string): Promise<void> {
  await lend(pool, async (connection) => {
    const [database] = await connection.rows(`SELECT current_setting('server_encoding') AS encoding`)
    if (database?.encoding !== 'UTF8') throw wrongEncoding(place, String(database?.encoding))
    if (!(await isThere(connection, tables))) await make(connection, tables)
    const [row] = await connection.rows(`SELECT version FROM ${tables.format}`)
    const found = Number(row?.version)
    if (found > format) throw newer(place, found, format)
    await forgetOldCommits(connection, tables)
  })
}

/**
 * Whether the tables are there. The catalogue's own rows are asked, which every statement sees as they are; `to_regclass`
 * and its like answer from a cache that a transaction does not refresh while it waits for an advisory lock.
 */
async function isThere(connection: Connection, { schemaName }: Tables): Promise<boolean> {
  const [row] = await connection.rows(
    `SELECT EXISTS (
      SELECT FROM pg_catalog.pg_class AS found
      JOIN pg_catalog.pg_namespace AS namespace ON namespace.oid = found.relnamespace
      WHERE namespace.nspname = $1 AND found.relname = 'format'
    ) AS there`,
    [schemaName],
  )
  return row?.there === true
}

async function make(connection: Connection, tables: Tables): Promise<void> {
  await connection.run('BEGIN')
  try {
    await connection.rows('SELECT pg_advisory_xact_lock(hashtext($1))', [`kickai store ${tables.schema}`])
    // Another process may have done it while this one waited.
    if (!(await isThere(connection, tables))) {
      // Asked for first: even IF NOT EXISTS demands the right to make one.
      const [schema] = await connection.rows(
        'SELECT EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = $1) AS there',
        [tables.schemaName],
      )
      if (schema?.there !== true) await connection.run(`CREATE SCHEMA ${tables.schema}`)
      await connection.run(statements(tables))
    }
    await connection.run('COMMIT')
  } catch (error) {
    await connection.run('ROLLBACK')
    throw error
  }
}

/** The collation makes texts compare by their UTF-8 bytes. */
function statements({ documents, commits, format: formatTable }: Tables): string {
  return `
    CREATE TABLE ${documents} (
      collection text COLLATE "C" NOT NULL,
      id text COLLATE "C" NOT NULL,
      data jsonb NOT NULL,
      PRIMARY KEY (collection, id)
    );
    CREATE TABLE ${commits} (
      id uuid PRIMARY KEY,
      applied boolean NOT NULL,
      at timestamptz NOT NULL DEFAULT clock_timestamp()
    );
    CREATE TABLE ${formatTable} (version integer NOT NULL);
    INSERT INTO ${formatTable} VALUES (${format});
  `
}

/** What processes left behind that ended before they could tidy up. Nobody asks for so old a commit any more. */
async function forgetOldCommits(connection: Connection, { commits }: Tables): Promise<void> {
  await connection.run(`DELETE FROM ${commits} WHERE at < clock_timestamp() - interval '1 day'`)
}

function wrongEncoding(place: string, encoding: string): StoreError {
  return new StoreError(
    'store-refused',
    `The store ${place} cannot keep every text: its encoding is ${encoding}.`,
    "Make the database with ENCODING 'UTF8'.",
  )
}
