/** Hands values from several writers to one reader, in order, without losing any. */
export interface Channel<Value> extends AsyncIterable<Value> {
  push(value: Value): void
  /** Ends it for the reader once all that was pushed is read. */
  close(): void
  /** Ends it with an error. */
  fail(error: unknown): void
}

/** An open channel. It is read once. */
export function createChannel<Value>(): Channel<Value> {
  const waiting: Value[] = []
  let ended: { readonly error?: unknown } | undefined
  let wake = () => {}
  const end = (how: { readonly error?: unknown }) => {
    ended ??= how
    wake()
  }
  return {
    push(value) {
      if (ended !== undefined) return
      waiting.push(value)
      wake()
    },
    close: () => end({}),
    fail: (error) => end({ error }),
    async *[Symbol.asyncIterator]() {
      for (;;) {
        while (waiting.length > 0) yield waiting.shift() as Value
        if (ended !== undefined) {
          if ('error' in ended) throw ended.error
          return
        }
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    },
  }
}
