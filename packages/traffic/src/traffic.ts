import { randomBytes } from 'node:crypto'
import type { Kind } from './answer.ts'
import { BookKeeper, type Books } from './books.ts'
import { TrafficError } from './error.ts'
import { verifyHandled } from './handled.ts'
import { postAgainAndAgain } from './kinds/posted.ts'
import { requestAgainAndAgain } from './kinds/requested.ts'
import { followStream } from './kinds/streamed.ts'
import { talkAgainAndAgain } from './kinds/websocket.ts'
import type { Lane, Worker } from './lane.ts'
import { planOf, type TrafficOptions } from './options.ts'
import { paceOf } from './pace.ts'

/** Traffic that runs until it is stopped or its limits are reached. */
export interface Traffic {
  /** The books as they are now; nothing of `posted` and `websocket` is compared with the service yet. */
  books(): Books
  /** When a deployment was first heard of in a whole answer, in milliseconds since 1970. */
  firstAnswerAt(deployment: string): number | undefined
  /**
   * Begins nothing new, waits for what has begun, compares ids with what the service handled, and gives the books. Calls
   * after the first give the same.
   */
  stop(): Promise<Books>
  /** The books at the end, whoever ended it. */
  readonly ended: Promise<Books>
}

const WORKERS: Record<Kind, Worker> = {
  'kept-alive': requestAgainAndAgain,
  fresh: requestAgainAndAgain,
  slow: requestAgainAndAgain,
  posted: postAgainAndAgain,
  streamed: followStream,
  websocket: talkAgainAndAgain,
}

const LIMIT_CHECK_MS = 20

/**
 * Starts users of all kinds asked for against a service, and keeps the books on what became of every request.
 * Throws a TrafficError with all problems when the options are not valid; nothing was sent then.
 */
export function startTraffic(options: TrafficOptions): Traffic {
  const plan = planOf(options)
  if ('problems' in plan) throw new TrafficError(plan.problems)
  const { url, path, slowMs, patienceMs } = plan
  const books = new BookKeeper(
    plan.loads.map(([kind]) => kind),
    plan.isBad,
  )
  const end = new AbortController()
  const prefix = `${randomBytes(6).toString('hex')}-`
  const acknowledged = new Map<Kind, Set<string>>()
  let idCount = 0

  const workers = plan.loads.flatMap(([kind, { concurrency, ratePerSecond }]) => {
    const ids = new Set<string>()
    if (kind === 'posted' || kind === 'websocket') acknowledged.set(kind, ids)
    const lane: Lane = {
      kind,
      url,
      books,
      pace: paceOf(ratePerSecond),
      ending: end.signal,
      path,
      slowMs,
      patienceMs,
      nextId: () => {
        idCount += 1
        return `${prefix}${idCount}`
      },
      acknowledged: ids,
    }
    return Array.from({ length: concurrency }, () => WORKERS[kind](lane))
  })

  const deadline = performance.now() + plan.maxSeconds * 1000
  const limit = setInterval(() => {
    if (books.requests >= plan.maxRequests || performance.now() >= deadline) end.abort()
  }, LIMIT_CHECK_MS)
  const ended = Promise.all(workers).then(async () => {
    clearInterval(limit)
    books.end()
    if (acknowledged.size > 0)
      await verifyHandled({ url, prefix, acknowledged, withinMs: plan.verifySeconds * 1000 }, books)
    return books.read()
  })
  return {
    books: () => books.read(),
    firstAnswerAt: (deployment) => books.firstAnswerAt(deployment),
    stop: () => {
      end.abort()
      return ended
    },
    ended,
  }
}
