/** Where the documents of one bot's traffic lie. Two bots on one store do not see each other's. */
export interface BotCollections {
  /** Updates that are stored and wait for their work, by update id. */
  readonly waiting: string
  /** Updates whose work is done, by update id: no text, only that it is done. */
  readonly handled: string
  /** Messages to be sent, by update id and number. */
  readonly outbox: string
  /** What became of messages, by the same ids: no text. */
  readonly sent: string
  readonly leases: string
  readonly notes: string
}

/** The collections of the bot with an id. */
export function botCollections(bot: string): BotCollections {
  const of = (name: string): string => `bots/${bot}/${name}`
  return {
    waiting: of('waiting'),
    handled: of('handled'),
    outbox: of('outbox'),
    sent: of('sent'),
    leases: of('leases'),
    notes: of('notes'),
  }
}
