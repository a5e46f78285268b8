import type { Pool } from 'pg'
import { StoreError } from '../error.ts'
import { newer } from '../refusal.ts'
import { type Connection, lend } from './connection.ts'

const format = 1

/** The store's tables, quoted, in a schema of their own. */
export interface Tables {
  readonly schema: string
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
  return { schema: `"${schema}"`, documents: table('documents'), commits: table('commits'), format: table('format') }
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

async function isThere(connection: Connection, tables: Tables): Promise<boolean> {
  const [row] = await connection.rows('SELECT to_regclass($1) IS NOT NULL AS there', [tables.format])
  return row?.there === true
}

async function make(connection: Connection, tables: Tables): Promise<void> {
  await connection.run('BEGIN')
  try {
    await connection.rows('SELECT pg_advisory_xact_lock(hashtext($1))', [`kickai store ${tables.schema}`])
    // Another process may have done it while this one waited.
    if (!(await isThere(connection, tables))) {
      // Asked for first: even IF NOT EXISTS demands the right to make one.
      const [schema] = await connection.rows('SELECT to_regnamespace($1) IS NOT NULL AS there', [tables.schema])
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
