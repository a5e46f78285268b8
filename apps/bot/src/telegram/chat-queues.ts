export interface ChatQueuesOptions<Item> {
  /** Items of one chat are worked on in order, one at a time. */
  readonly chatOf: (item: Item) => number
  /** Must not throw: it decides itself what becomes of an item that fails. */
  readonly work: (item: Item) => Promise<void>
  /** How many chats are worked on at the same time. */
  readonly atOnce: number
}

/** Work that is done in order for each chat, and at the same time for different ones. */
export interface ChatQueues<Item> {
  add(item: Item): void
  /** How many items wait or are being worked on. */
  size(): number
  /** No item begins after this; settles when those under way are done. */
  stop(): Promise<void>
  /** Settles when nothing waits and nothing is under way, or when no more may begin. */
  idle(): Promise<void>
}

export function createChatQueues<Item>({ chatOf, work, atOnce }: ChatQueuesOptions<Item>): ChatQueues<Item> {
  const waiting = new Map<number, Item[]>()
  const underWay = new Map<number, Promise<void>>()
  let stopped = false
  let settled = Promise.withResolvers<void>()

  function begin(): void {
    for (const [chat, items] of waiting) {
      if (stopped || underWay.size >= atOnce) break
      if (underWay.has(chat)) continue
      const item = items.shift()
      if (items.length === 0) waiting.delete(chat)
      if (item === undefined) continue
      underWay.set(
        chat,
        work(item).finally(() => {
          underWay.delete(chat)
          begin()
        }),
      )
    }
    if (underWay.size === 0 && (stopped || waiting.size === 0)) {
      settled.resolve()
      settled = Promise.withResolvers<void>()
    }
  }

  function whenSettled(): Promise<void> {
    const isSettled = underWay.size === 0 && (stopped || waiting.size === 0)
    return isSettled ? Promise.resolve() : settled.promise
  }

  return {
    add(item) {
      const chat = chatOf(item)
      const items = waiting.get(chat)
      if (items === undefined) waiting.set(chat, [item])
      else items.push(item)
      begin()
    },
    size: () => underWay.size + [...waiting.values()].reduce((sum, items) => sum + items.length, 0),
    stop() {
      stopped = true
      return whenSettled()
    },
    idle: whenSettled,
  }
}
