import type { Level, Place } from './level.ts'

/** Who may do an action, and where. */
export interface ActionRule {
  readonly level: Level
  readonly places: readonly Place[]
  /** Whether it is about a team, so that it needs a chat that belongs to one. */
  readonly needsTeam: boolean
}

const anywhere = ['private', 'main', 'leadership', 'group'] as const
const withTeam = ['private', 'main', 'leadership'] as const
/** Where phones may be written and read. */
const confidential = ['private', 'leadership'] as const

/** Every action there is. What is not here, nobody may do. */
export const actions = {
  start: { level: 'public', places: anywhere, needsTeam: false },
  help: { level: 'public', places: anywhere, needsTeam: false },
  ping: { level: 'public', places: anywhere, needsTeam: false },
  version: { level: 'public', places: anywhere, needsTeam: false },
  'share-contact': { level: 'public', places: ['private'], needsTeam: false },
  'set-up': { level: 'admin', places: ['main', 'leadership', 'group'], needsTeam: false },
  'add-player': { level: 'leadership', places: confidential, needsTeam: true },
  'list-players': { level: 'player', places: withTeam, needsTeam: true },
  'create-match': { level: 'leadership', places: withTeam, needsTeam: true },
  'list-matches': { level: 'player', places: withTeam, needsTeam: true },
  'answer-availability': { level: 'player', places: withTeam, needsTeam: true },
  'see-availability': { level: 'leadership', places: withTeam, needsTeam: true },
} as const satisfies Record<string, ActionRule>

export type Action = keyof typeof actions
