import type { Update } from '@grammyjs/types'
import { type ApiFailure, conflict } from '../bot-api/failure.ts'
import type { Bot } from '../state/bots.ts'
import type { Database } from '../state/database.ts'
import { confirmUpdates, keepNewestUpdates, nextUpdateId, readUpdates } from '../state/updates.ts'

/** What a bot asks of getUpdates: ids, a count, and seconds to wait. */
export interface PollRequest {
  readonly offset: number
  readonly limit: number
  readonly timeout: number
}

/** The open getUpdates calls: one for each bot at most. */
export interface Polls {
  /**
   * Confirms what lies below the offset, then gives what waits, or what comes within the time. Ends at once with 409
   * when another poll begins, and with nothing when `signal` is aborted; neither confirms anything.
   */
  poll(bot: Bot, request: PollRequest, signal: AbortSignal): Promise<Update[]>
  /** Tells the bot's open poll that updates came. */
  wake(bot: Bot): void
  /** Whether the bot waits right now, and when it last asked, in milliseconds since 1970. */
  status(bot: Bot): { readonly open: boolean; readonly lastAsked?: number }
  /** Ends the bot's open poll with a failure. */
  end(bot: Bot, failure: ApiFailure): void
  /** Ends the open polls with an empty answer; those that come yet do not wait. */
  stop(): void
}

interface OpenPoll {
  wake(): void
  fail(failure: ApiFailure): void
  empty(): void
}

/** Offsets further ahead than this are not from this queue, and Telegram starts from its beginning. */
const farthestOffset = 10

export function createPolls(database: Database): Polls {
  const open = new Map<number, OpenPoll>()
  const lastAsked = new Map<number, number>()
  let stopped = false

  function begin(bot: Bot, offset: number): number {
    if (offset < 0) keepNewestUpdates(database, bot, -offset)
    if (offset <= 0 || offset > nextUpdateId(database, bot) + farthestOffset) return 0
    confirmUpdates(database, bot, offset)
    return offset
  }

  function wait(bot: Bot, from: number, { limit, timeout }: PollRequest, signal: AbortSignal): Promise<Update[]> {
    return new Promise((resolve, reject) => {
      const finish = (settle: () => void) => {
        clearTimeout(timer)
        lastAsked.set(bot.id, Date.now())
        signal.removeEventListener('abort', empty)
        if (open.get(bot.id) === poll) open.delete(bot.id)
        settle()
      }
      const empty = () => finish(() => resolve([]))
      const poll: OpenPoll = {
        wake() {
          const updates = readUpdates(database, bot, from, limit)
          if (updates.length > 0) finish(() => resolve(updates))
        },
        fail: (failure) => finish(() => reject(failure)),
        empty,
      }
      const timer = setTimeout(empty, timeout * 1000)
      signal.addEventListener('abort', empty)
      open.set(bot.id, poll)
    })
  }

  return {
    async poll(bot, request, signal) {
      lastAsked.set(bot.id, Date.now())
      open
        .get(bot.id)
        ?.fail(conflict('terminated by other getUpdates request; make sure that only one bot instance is running'))
      const from = begin(bot, request.offset)
      const waiting = readUpdates(database, bot, from, request.limit)
      if (waiting.length > 0 || request.timeout === 0 || stopped || signal.aborted) return waiting
      return wait(bot, from, request, signal)
    },
    wake: (bot) => open.get(bot.id)?.wake(),
    status(bot) {
      const asked = lastAsked.get(bot.id)
      return { open: open.has(bot.id), ...(asked === undefined ? {} : { lastAsked: asked }) }
    },
    end: (bot, failure) => open.get(bot.id)?.fail(failure),
    stop() {
      stopped = true
      for (const poll of [...open.values()]) poll.empty()
    },
  }
}
