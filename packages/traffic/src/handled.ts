import { setTimeout as delay } from 'node:timers/promises'
import { type Kind, now } from './answer.ts'
import type { BookKeeper } from './books.ts'
import { Connection } from './connection.ts'

const SORTS: Partial<Record<string, Kind>> = { order: 'posted', message: 'websocket' }

/** What was answered as handled, by kind, and whom to ask. */
export interface Claims {
  url: string
  /** What all ids of this traffic begin with. */
  prefix: string
  acknowledged: Map<Kind, Set<string>>
  /** How long to go on asking. */
  withinMs: number
}

/**
 * Compares what was answered as handled with what the service says it handled: an id that is missing there is lost, one
 * that is there more than once was handled twice, answered or not. What cannot be compared is counted as unverified.
 */
export async function verifyHandled(claims: Claims, books: BookKeeper): Promise<void> {
  const total = [...claims.acknowledged.values()].reduce((sum, ids) => sum + ids.size, 0)
  const record = await askHandled(claims)
  if (record === undefined) {
    books.unverified += total
    return
  }
  const times = new Map<string, number>()
  for (const line of record.lines) {
    const [sort = '', id = ''] = line.split(' ')
    const kind = SORTS[sort]
    const count = (times.get(id) ?? 0) + 1
    times.set(id, count)
    if (count > 1 && kind !== undefined) books.twice(kind, 1)
  }
  for (const [kind, ids] of claims.acknowledged) {
    for (const id of ids) {
      if (times.has(id)) continue
      // A deployment that keeps its record to itself cannot speak for the others.
      if (!record.isShared) books.unverified += 1
      else books.failed(missing(kind, id), true)
    }
  }
}

async function askHandled(claims: Claims): Promise<{ lines: string[]; isShared: boolean } | undefined> {
  const connection = new Connection(claims.url, { isKept: false, patienceMs: claims.withinMs })
  const deadline = performance.now() + claims.withinMs
  const path = `/handled?prefix=${encodeURIComponent(claims.prefix)}`
  try {
    for (;;) {
      const reply = await connection.ask({ kind: 'posted', method: 'GET', path })
      if (reply.isWhole && reply.status === 200 && !reply.isFallback) {
        const lines = reply.body.split('\n').filter((line) => line !== '')
        return { lines, isShared: reply.headers['x-ledger'] === 'shared' }
      }
      if (performance.now() >= deadline) return undefined
      await delay(100)
    }
  } finally {
    await connection.close()
  }
}

function missing(kind: Kind, id: string) {
  const at = now()
  return { kind, status: 0, isFallback: false, bodyStart: id, isWhole: false, error: 'not-handled', startedAt: at, at }
}
