import { setTimeout as delay } from 'node:timers/promises'

const everyMs = 20

/** A user who asks again and again; tells when he first got a bad answer. */
export type Watcher = {
  /** Milliseconds since 1970; undefined while all is well. */
  firstBadAt(): number | undefined
  stop(): Promise<void>
}

/** Begins to ask. A bad answer is one of 500 and above. */
export function watchAnswers(url: string): Watcher {
  let firstBadAt: number | undefined
  let stopped = false
  const asking = (async () => {
    while (!stopped) {
      const answer = await fetch(url)
      await answer.arrayBuffer()
      if (answer.status >= 500) firstBadAt ??= Date.now()
      await delay(everyMs)
    }
  })()
  // Whoever stops it is told what went wrong.
  asking.catch(() => {})
  return {
    firstBadAt: () => firstBadAt,
    async stop() {
      stopped = true
      await asking
    },
  }
}
