import { setTimeout as sleep } from 'node:timers/promises'
import type { Pool } from 'pg'
import { outcomeUnknown } from '../refusal.ts'
import type { Address } from './address.ts'
import { lend } from './connection.ts'
import { explain, isLost } from './failure.ts'
import type { Tables } from './schema.ts'

/** The rows that prove which transactions were committed. */
export interface Commits {
  /**
   * Finds out what became of a commit whose answer was lost. Where it has not been applied it never will be: its own
   * row is made here with the opposite in it, so that the server must refuse the commit should it still arrive.
   *
   * Throws `store-outcome-unknown` where the database cannot be asked for too long.
   */
  wasApplied(commit: string, cause: unknown): Promise<boolean>
  /** Nobody will ask for this commit; its row goes sooner or later. */
  forget(commit: string): void
  /** Removes the rows that can be forgotten. */
  tidy(): Promise<void>
}

const keptRows = 100
const waitMs = 100

export function commitsOf(pool: Pool, tables: Tables, address: Address, patienceMs: number): Commits {
  let forgotten: string[] = []

  async function ask(commit: string): Promise<boolean> {
    return await lend(pool, async (connection) => {
      // Waits for the transaction that holds this row, should it still be under way.
      const insert = `INSERT INTO ${tables.commits} (id, applied) VALUES ($1, false) ON CONFLICT (id) DO NOTHING`
      await connection.rows(insert, [commit])
      const [row] = await connection.rows(`SELECT applied FROM ${tables.commits} WHERE id = $1`, [commit])
      return row?.applied === true
    })
  }

  async function tidy(): Promise<void> {
    const gone = forgotten
    forgotten = []
    if (gone.length === 0) return
    // Outside of any transaction, so that it is in no other's way. What fails here goes when the store is next opened.
    await lend(pool, (connection) =>
      connection.rows(`DELETE FROM ${tables.commits} WHERE id = ANY($1::uuid[])`, [gone]),
    ).catch(() => undefined)
  }

  return {
    async wasApplied(commit, cause) {
      const until = performance.now() + patienceMs
      for (;;) {
        try {
          const applied = await ask(commit)
          forgotten.push(commit)
          return applied
        } catch (error) {
          if (!isLost(error) || performance.now() > until)
            throw outcomeUnknown(address.place, explain(isLost(error) ? cause : error, address))
          await sleep(waitMs)
        }
      }
    },
    forget(commit) {
      forgotten.push(commit)
      if (forgotten.length >= keptRows) void tidy()
    },
    tidy,
  }
}
