import type { Message } from '@grammyjs/types'
import type { Change } from '../club/change.ts'
import type { Team } from '../club/team.ts'
import type { Action } from '../policy/actions.ts'
import type { Answer } from './answer.ts'
import type { Asker } from './identity.ts'

/** What the process knows about itself. */
export interface ServiceIdentity {
  readonly environment: string
  readonly version: string
  readonly commit: string | undefined
  readonly digest: string | undefined
  readonly deployment: string | undefined
}

/** Telegram's own record of the bot. */
export interface BotProfile {
  readonly id: number
  readonly username: string
  /** Whether the bot sees every message of groups it is in, and not just commands and replies to it. */
  readonly readsEverything: boolean
}

/** What the bot may do in a group, as Telegram says. */
export interface Membership {
  readonly present: boolean
  readonly canWrite: boolean
  readonly isAdministrator: boolean
}

/** Everything a command works with. Its changes go through `change` alone. */
export interface CommandContext {
  readonly change: Change
  readonly asker: Asker
  readonly message: Message
  /** What stands behind the command's word. */
  readonly rest: string
  readonly bot: BotProfile
  readonly service: ServiceIdentity
  readonly adminIds: readonly number[]
  /** Only for a command that needs it; undefined where Telegram did not tell. */
  readonly membership: Membership | undefined
}

/** One command. It runs only after the policy has allowed its action. */
export interface Command {
  readonly word: string
  readonly otherWords?: readonly string[]
  readonly action: Action
  /** What stands behind the word, for the usage line; empty where nothing does. */
  readonly takes: string
  readonly summary: string
  readonly example?: string
  /** Whether Telegram is asked what the bot may do in the group, before the work begins. */
  readonly needsMembership?: boolean
  /** Throws a `ClubError` for what cannot be done; then nothing of it is stored. */
  run(context: CommandContext): Promise<Answer[]>
}

/** The team of the chat. The policy has made sure that there is one. */
export function teamOf({ asker }: CommandContext): Team {
  if (asker.team === undefined) throw new Error('A command about a team ran where there is none.')
  return asker.team
}
