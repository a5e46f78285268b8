import type { Pool, PoolClient } from 'pg'
import { DriverFailure, isAnswered } from './failure.ts'

export type Row = Record<string, unknown>

/** One connection, lent for a while. Statements that are asked for at once are run one after the other. */
export interface Connection {
  /** Gives the rows of one statement with parameters. */
  rows(sql: string, values?: readonly unknown[]): Promise<Row[]>
  /** Runs statements without parameters; gives what the server calls the last one. */
  run(sql: string): Promise<string>
  /** Gives it back to others; one that failed in a way nobody answered for, or `unfinished`, is closed instead. */
  giveBack(unfinished?: 'unfinished'): void
}

/** Borrows a connection of the pool, waiting for one or making it. All that the driver throws is a `DriverFailure`. */
export async function borrow(pool: Pool): Promise<Connection> {
  const client: PoolClient = await pool.connect().catch(failed)
  let last: Promise<unknown> = Promise.resolve()
  let broken = false
  // A connection that is lost while nothing runs on it tells nobody else; the next statement fails.
  const lost = () => {
    broken = true
  }
  client.on('error', lost)

  function queued<Result>(query: () => Promise<Result>): Promise<Result> {
    const result = last.then(query).catch(failed)
    last = result.catch((error: unknown) => {
      broken ||= !isAnswered(error)
    })
    return result
  }

  return {
    rows: (sql, values = []) => queued(async () => (await client.query<Row>(sql, [...values])).rows),
    run: (sql) =>
      queued(async () => {
        const results: unknown = await client.query(sql)
        const final = Array.isArray(results) ? results.at(-1) : results
        return String((final as { command?: string }).command)
      }),
    giveBack(unfinished) {
      client.off('error', lost)
      client.release(broken || unfinished !== undefined)
    },
  }
}

/** Borrows a connection for one action. */
export async function lend<Result>(pool: Pool, action: (connection: Connection) => Promise<Result>): Promise<Result> {
  const connection = await borrow(pool)
  try {
    return await action(connection)
  } finally {
    connection.giveBack()
  }
}

function failed(error: unknown): never {
  throw new DriverFailure(error)
}
