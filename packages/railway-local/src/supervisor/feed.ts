/** Hands what happens to whoever listens, at once and in order. Nobody who listens slowly holds up the others. */
export class Feed {
  readonly #listeners = new Map<string, Set<(value: unknown) => void>>()

  publish(topic: string, value: unknown): void {
    for (const listener of this.#listeners.get(topic) ?? []) listener(value)
  }

  /**
   * Everything published under `topic` from now on, until `return` is called; what was published before that still
   * comes.
   */
  subscribe<Value>(topic: string): AsyncGenerator<Value, void, void> {
    const waiting: Value[] = []
    let wake: (() => void) | undefined
    let ended = false
    const listener = (value: unknown) => {
      waiting.push(value as Value)
      wake?.()
    }
    const listeners = this.#listeners.get(topic) ?? new Set()
    this.#listeners.set(topic, listeners.add(listener))
    const end = () => {
      ended = true
      listeners.delete(listener)
      if (listeners.size === 0 && this.#listeners.get(topic) === listeners) this.#listeners.delete(topic)
      wake?.()
    }
    // Not an async generator function: its `return` would wait for the value that is being waited for.
    return {
      async next() {
        while (!ended && waiting.length === 0) {
          await new Promise<void>((resolve) => {
            wake = resolve
          })
        }
        const value = waiting.shift()
        return value === undefined ? { done: true, value: undefined } : { done: false, value }
      },
      async return() {
        end()
        return { done: true, value: undefined }
      },
      async throw(error) {
        end()
        throw error
      },
      [Symbol.asyncIterator]() {
        return this
      },
      async [Symbol.asyncDispose]() {
        end()
      },
    }
  }
}

/** Names of what can be listened to. */
export const topics = {
  deployment: (id: string) => `deployment ${id}`,
  events: (id: string) => `events ${id}`,
  buildLog: (id: string) => `build log ${id}`,
  deploymentLog: (id: string) => `deployment log ${id}`,
}
