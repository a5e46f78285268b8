import type { Bot } from '../state/bots.ts'
import type { Database } from '../state/database.ts'
import { confirmUpdates, readUpdates } from '../state/updates.ts'
import { noteWebhookError, readWebhook } from '../state/webhooks.ts'
import { type Post, postUpdate } from './post-update.ts'

/** Sends updates to the bots that set a webhook. */
export interface Webhooks {
  /** Begins anew with what is set now: also after it was changed or removed. */
  restart(bot: Bot): void
  /** Tells that updates came. */
  wake(bot: Bot): void
  /** Gives up what is under way; those updates are sent again after the next start. */
  stop(): Promise<void>
}

/** What the deliveries need from around them. */
export interface WebhookOptions {
  /** Milliseconds before each further try of the same update; the last one goes on. */
  readonly retryDelays: readonly number[]
  /** Does what the bot asked for in its answer to a delivery. */
  readonly perform: (bot: Bot, asked: Readonly<Record<string, unknown>>) => Promise<void>
}

/** Seconds of growing patience with a webhook that does not answer well. */
export const usualRetryDelays: readonly number[] = [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000]

interface Delivery {
  readonly controller: AbortController
  /** Ends the wait for updates. */
  wake: () => void
  done: Promise<void>
}

/** One update at a time, in order: the next goes out once the last was answered with 2xx. */
export function createWebhooks(database: Database, options: WebhookOptions): Webhooks {
  const running = new Map<number, Delivery>()

  function restart(bot: Bot): void {
    running.get(bot.id)?.controller.abort()
    running.delete(bot.id)
    if (readWebhook(database, bot) === undefined) return
    const delivery: Delivery = { controller: new AbortController(), wake: () => {}, done: Promise.resolve() }
    running.set(bot.id, delivery)
    delivery.controller.signal.addEventListener('abort', () => delivery.wake())
    delivery.done = deliverAll(bot, delivery)
  }

  async function deliverAll(bot: Bot, delivery: Delivery): Promise<void> {
    const { signal } = delivery.controller
    let failures = 0
    while (!signal.aborted) {
      const webhook = readWebhook(database, bot)
      if (webhook === undefined) return
      const [update] = readUpdates(database, bot, 0, 1)
      if (update === undefined) {
        await new Promise<void>((resolve) => {
          delivery.wake = resolve
        })
        continue
      }
      const post = await postUpdate(webhook, update, signal)
      if (signal.aborted) return
      if (post.error === undefined) {
        failures = 0
        confirmUpdates(database, bot, update.update_id + 1)
        await perform(bot, post)
      } else {
        noteWebhookError(database, bot, post.error)
        await pause(options.retryDelays[Math.min(failures, options.retryDelays.length - 1)] ?? 0, signal)
        failures += 1
      }
    }
  }

  /** A refusal of what the bot asked for has nobody to go to but the webhook's own record. */
  async function perform(bot: Bot, { asked }: Post): Promise<void> {
    if (asked === undefined) return
    await options.perform(bot, asked).catch((error: unknown) => noteWebhookError(database, bot, String(error)))
  }

  return {
    restart,
    wake: (bot) => running.get(bot.id)?.wake(),
    async stop() {
      for (const { controller } of running.values()) controller.abort()
      await Promise.all([...running.values()].map(({ done }) => done))
    },
  }
}

/** Resolves after the time, or at once when `signal` is aborted. */
function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, milliseconds)
    signal.addEventListener('abort', end)
  })
}
