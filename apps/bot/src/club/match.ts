import type { Data } from '@kickai/store'

export const sides = ['home', 'away', 'neutral'] as const
export type Side = (typeof sides)[number]

/** One fixture. */
export type Match = {
  readonly id: string
  readonly opponent: string
  /** ISO time of the kick-off. */
  readonly kickOff: string
  /** The team's time zone when the match was made, in which the kick-off is told. */
  readonly timeZone: string
  readonly side: Side
  readonly venue: string | null
  readonly starters: number
  readonly substitutes: number
  readonly state: 'planned'
  /** ISO time. */
  readonly addedAt: string
}

/** A stored document as a match. */
export function asMatch(id: string, data: Data): Match {
  return { ...(data as Omit<Match, 'id'>), id }
}
