import { type ApiFailure, forbidden, tooManyRequests } from '../bot-api/failure.ts'
import type { Bot } from '../state/bots.ts'

/** A refusal that is to come: which calls it strikes and how often. Not kept over a restart. */
export interface Fault {
  /** Id of the bot it strikes. */
  readonly bot: number
  /** The method's name in any case, or `*` for all. */
  readonly method: string
  /** Only calls for this chat. */
  readonly chat?: number
  readonly error: 429 | 403
  /** Seconds, with 429. */
  readonly retryAfter: number
  /** How many calls are still struck. */
  readonly count: number
}

/** Refusals on demand. */
export interface Faults {
  add(fault: Fault): void
  list(): Fault[]
  clear(): void
  /** The refusal that strikes this call, which uses it up once; undefined where the call goes through. */
  strike(bot: Bot, method: string, chat: unknown): ApiFailure | undefined
}

export function createFaults(): Faults {
  let faults: Fault[] = []
  return {
    add: (fault) => void faults.push(fault),
    list: () => [...faults],
    clear() {
      faults = []
    },
    strike(bot, method, chat) {
      const hit = faults.find(
        (fault) =>
          fault.bot === bot.id &&
          (fault.method === '*' || fault.method.toLowerCase() === method.toLowerCase()) &&
          (fault.chat === undefined || String(fault.chat) === String(chat)),
      )
      if (hit === undefined) return undefined
      faults = faults.flatMap((fault) => {
        if (fault !== hit) return [fault]
        return fault.count > 1 ? [{ ...fault, count: fault.count - 1 }] : []
      })
      return hit.error === 429 ? tooManyRequests(hit.retryAfter) : forbidden('bot was blocked by the user')
    },
  }
}
