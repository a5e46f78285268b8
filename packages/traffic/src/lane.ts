import type { Kind } from './answer.ts'
import type { BookKeeper } from './books.ts'
import { Connection } from './connection.ts'
import type { Pace } from './pace.ts'

/** What the workers of one kind of traffic share. */
export interface Lane {
  kind: Kind
  url: string
  books: BookKeeper
  pace: Pace
  /** Aborted when the traffic is to end; a request that has begun is still finished. */
  ending: AbortSignal
  /** Path of plain GET requests. */
  path: string
  slowMs: number
  patienceMs: number
  /** Gives the next id, different from all others ever. */
  nextId: () => string
  /** Ids that were answered as handled. */
  acknowledged: Set<string>
}

/** A connection for a worker, which closes it itself. */
export function connect(lane: Lane, isKept: boolean): Connection {
  return new Connection(lane.url, { isKept, patienceMs: lane.patienceMs })
}

/** Sends one request after the other until the traffic ends. */
export type Worker = (lane: Lane) => Promise<void>

/** After a failure, so that a service that is down is not asked a thousand times a second. */
export const AFTER_FAILURE_MS = 25
