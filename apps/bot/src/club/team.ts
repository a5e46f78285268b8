/** One club side. Its data lies under its own id; nothing of it is ever read for another team. */
export type Team = {
  readonly id: string
  readonly name: string
  readonly timeZone: string
  readonly currency: string
  /** Telegram chat ids; null until an admin has set them up. */
  readonly mainChat: number | null
  readonly leadershipChat: number | null
}

/** Which of a team's chats a group is. */
export type ChatRole = 'main' | 'leadership'

/** What a group is to the club. */
export type ChatRecord = { readonly team: string; readonly role: ChatRole }

export const defaultTimeZone = 'Europe/London'
export const defaultCurrency = 'GBP'

/** Where a team's documents lie, by kind. */
export const teamCollections = {
  players: (team: string) => `teams/${team}/players`,
  matches: (team: string) => `teams/${team}/matches`,
  availability: (team: string, match: string) => `teams/${team}/matches/${match}/availability`,
  counters: (team: string) => `teams/${team}/counters`,
  audit: (team: string) => `teams/${team}/audit`,
} as const

/** Which field of a team holds the chat of a role. */
export function chatField(role: ChatRole): 'mainChat' | 'leadershipChat' {
  return role === 'main' ? 'mainChat' : 'leadershipChat'
}
