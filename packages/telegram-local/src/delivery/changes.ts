import type { Bot } from '../state/bots.ts'

/** Tells people who wait that something changed in a bot's chats. */
export interface Changes {
  announce(bot: Bot): void
  /** Resolves at the bot's next change, after `seconds`, at the end of `signal`, or when the server stops. */
  next(bot: Bot, seconds: number, signal: AbortSignal): Promise<void>
  stopped(): boolean
  stop(): void
}

export function createChanges(): Changes {
  const waiting = new Map<() => void, number>()
  let stopped = false
  return {
    announce(bot) {
      for (const [resume, id] of [...waiting]) if (id === bot.id) resume()
    },
    next(bot, seconds, signal) {
      if (stopped || signal.aborted) return Promise.resolve()
      return new Promise((resolve) => {
        const resume = () => {
          clearTimeout(timer)
          waiting.delete(resume)
          signal.removeEventListener('abort', resume)
          resolve()
        }
        const timer = setTimeout(resume, seconds * 1000)
        signal.addEventListener('abort', resume)
        waiting.set(resume, bot.id)
      })
    },
    stopped: () => stopped,
    stop() {
      stopped = true
      for (const resume of [...waiting.keys()]) resume()
    },
  }
}
