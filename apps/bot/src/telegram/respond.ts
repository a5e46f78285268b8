import type { Message, User } from '@grammyjs/types'
import type { Transaction } from '@kickai/store'
import type { Change } from '../club/change.ts'
import { linkPerson } from '../club/linking.ts'
import { migrateChat } from '../club/teams.ts'
import { decide } from '../policy/decide.ts'
import type { Answer } from './answer.ts'
import type { Classified, CommandText } from './classify.ts'
import type { BotProfile, Membership, ServiceIdentity } from './command.ts'
import { findCommand } from './commands/all.ts'
import { identify } from './identity.ts'
import type { WorkOutcome } from './inbox.ts'
import { compose, lines } from './text.ts'

/** What the answer to one update is made from, besides the update and the store. */
export interface RespondOptions {
  readonly bot: BotProfile
  readonly service: ServiceIdentity
  readonly adminIds: readonly number[]
}

/** What an update came to: what is said, and what is noted in the log. */
export interface Response {
  readonly answers: readonly Answer[]
  readonly outcome: WorkOutcome
  readonly note: Readonly<Record<string, string | number>>
}

/** What is known of the moment of the work. */
interface Moment {
  readonly transaction: Transaction
  readonly at: string
  readonly update: number
  readonly membership: Membership | undefined
}

/**
 * Does what an update asks for, in a transaction, and gives what to say. Throws a `ClubError` for what cannot be done.
 * No action is reached but through the policy, with the level that `identify` found.
 */
export async function respond(options: RespondOptions, asked: Classified, moment: Moment): Promise<Response> {
  switch (asked.kind) {
    case 'ignored':
      return { answers: [], outcome: 'ignored', note: { why: asked.why } }
    case 'migration': {
      const actor = { userId: options.bot.id, name: 'Telegram' }
      const kept = await migrateChat(changeOf(moment, actor), asked.from, asked.to)
      return { answers: [], outcome: kept ? 'done' : 'ignored', note: { action: 'migrate-chat' } }
    }
    case 'not-own':
      return {
        answers: [{ text: asked.why === 'anonymous' ? anonymous : forwarded }],
        outcome: 'refused',
        note: { code: asked.why },
      }
    case 'words':
      return {
        answers: [{ text: compose('So far I only understand commands. Send /help to see them.') }],
        outcome: 'done',
        note: { action: 'words' },
      }
    case 'contact':
      return shareContact(options, asked.message, moment, asked.contact)
    default:
      return runCommand(options, asked.message, asked.command, moment)
  }
}

const anonymous = lines('I cannot see who you are, so I cannot do that.', 'Send it under your own name.')
const forwarded = lines('Those are not your own words, so I do not act on them.', 'Type it yourself.')

async function runCommand(
  options: RespondOptions,
  message: Message,
  { word, addressed, rest }: CommandText,
  moment: Moment,
): Promise<Response> {
  const command = findCommand(word)
  if (command === undefined) return unknownCommand(message, addressed)
  const sender = senderOf(message)
  const asker = await identify(moment.transaction, sender, message.chat, options.adminIds)
  const note = { action: command.action, level: asker.level, ...(asker.team && { team: asker.team.id }) }
  const decision = decide(asker, command.action)
  if (!decision.allowed) {
    const { code, why, ask } = decision
    return { answers: [{ text: lines(why, ask) }], outcome: 'refused', note: { ...note, code } }
  }
  const { membership } = moment
  const change = changeOf(moment, { userId: asker.userId, name: asker.name })
  const answers = await command.run({ ...options, change, asker, message, rest, membership })
  return { answers, outcome: 'done', note }
}

/** In a group an unknown command may be meant for another bot, unless it names this one. */
function unknownCommand(message: Message, addressed: boolean): Response {
  if (message.chat.type !== 'private' && !addressed) {
    return { answers: [], outcome: 'ignored', note: { why: 'unknown command' } }
  }
  const text = lines('I do not know that command.', 'Send /help to see what you may do.')
  return { answers: [{ text }], outcome: 'refused', note: { code: 'unknown-command' } }
}

async function shareContact(
  options: RespondOptions,
  message: Message,
  moment: Moment,
  contact: { phone_number: string; user_id?: number },
): Promise<Response> {
  const asker = await identify(moment.transaction, senderOf(message), message.chat, options.adminIds)
  const decision = decide(asker, 'share-contact')
  if (!decision.allowed) throw new Error('Sharing a contact in private is open to everybody.')
  const change = changeOf(moment, { userId: asker.userId, name: asker.name })
  const linked = await linkPerson(change, { phone: contact.phone_number, userId: contact.user_id })
  const you = linked.map(({ team, player }) => `You are ${player.id} ${player.name} of ${team.name}.`)
  const text = lines('Thank you.', ...you, 'Send /help to see what you may do.')
  const news = linked.flatMap(({ team, player, newly }) =>
    newly && team.leadershipChat !== null
      ? [{ chat: team.leadershipChat, text: compose(`${player.id} ${player.name} is now here in Telegram.`) }]
      : [],
  )
  return { answers: [{ text, keyboard: 'none' }, ...news], outcome: 'done', note: { action: 'share-contact' } }
}

function senderOf(message: Message): User {
  if (message.from === undefined) throw new Error('A message without a sender was taken for a person’s.')
  return message.from
}

function changeOf({ transaction, at, update }: Moment, actor: Change['actor']): Change {
  return { transaction, at, update, actor }
}
