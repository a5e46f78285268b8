/** What somebody may do, the least first. */
export const levels = ['public', 'player', 'leadership', 'admin'] as const
export type Level = (typeof levels)[number]

/** What a chat is: one-to-one with the bot, a team's main or leadership chat, or a group that nobody has set up. */
export const places = ['private', 'main', 'leadership', 'group'] as const
export type Place = (typeof places)[number]

/** Everything a level is made of. There is no text in it, so no text can raise anybody's. */
export interface Standing {
  /** The sender, as Telegram names them. */
  readonly userId: number
  /** The chat, as the register knows it. */
  readonly place: Place
  /** Whether the register links the sender to a player of this chat's team. */
  readonly isPlayer: boolean
  readonly adminIds: readonly number[]
}

/** The level of a sender in a chat. */
export function levelOf({ userId, place, isPlayer, adminIds }: Standing): Level {
  if (adminIds.includes(userId)) return 'admin'
  if (place === 'leadership') return 'leadership'
  return isPlayer ? 'player' : 'public'
}

/** Whether a level is as high as the one that is needed, or higher. */
export function reaches(level: Level, needed: Level): boolean {
  return levels.indexOf(level) >= levels.indexOf(needed)
}
