import type { Data } from '@kickai/store'
import type { Position } from './position.ts'

/** A person who can be picked. */
export type Player = {
  readonly id: string
  readonly name: string
  /** E.164, unique in the team. */
  readonly phone: string
  readonly position: Position | null
  /** Set when the person has proven to have the phone. */
  readonly telegramUser: number | null
  /** `pending` until the person is linked. */
  readonly status: 'pending' | 'active'
  readonly registration: 'none' | 'pending' | 'registered'
  /** ISO time. */
  readonly addedAt: string
}

/** Which player of which team somebody is. */
export type PlayerReference = { readonly team: string; readonly player: string }

/** The way from a phone or a Telegram user to players, one for each team at most. */
type PlayerIndex = { readonly players: readonly PlayerReference[] }

/** Phones are document ids without their plus sign, which an id cannot hold. */
export function phoneId(phone: string): string {
  return phone.slice(1)
}

/** A stored document as a player. */
export function asPlayer(id: string, data: Data): Player {
  return { ...(data as Omit<Player, 'id'>), id }
}

/** What an index document holds; an absent one holds nobody. */
export function indexed(data: Data | undefined): readonly PlayerReference[] {
  return (data as PlayerIndex | undefined)?.players ?? []
}
