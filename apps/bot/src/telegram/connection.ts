import { autoRetry } from '@grammyjs/auto-retry'
import type { ChatMember, Update } from '@grammyjs/types'
import { Api, type ApiClientOptions, GrammyError } from 'grammy/web'
import type { BotProfile, Membership } from './command.ts'
import type { MessagePayload } from './outbox.ts'

/** What the bot asks of Telegram. Errors are grammY's: `GrammyError` where Telegram refuses, `HttpError` without an answer. */
export interface Connection {
  /** Asks who the bot is. */
  profile(signal?: AbortSignal): Promise<BotProfile>
  /** Waits for updates, as long as one poll takes; confirms those below `offset` where there is one. */
  updates(offset: number | undefined, signal: AbortSignal): Promise<Update[]>
  /** Sends once; never tries again by itself. Gives the message's id. */
  send(payload: MessagePayload, signal?: AbortSignal): Promise<number>
  /** What the bot may do in a group. */
  membership(chat: number, bot: number): Promise<Membership>
  /** Tells clients which commands to offer, in private and in groups. */
  offerCommands(commands: readonly { command: string; description: string }[]): Promise<void>
  /** Ends a webhook, so that polling works; what waits stays. */
  removeWebhook(): Promise<void>
}

export interface ConnectionOptions {
  readonly token: string
  readonly api: string
  readonly sendLimitMilliseconds: number
  /** How long one poll waits for updates. */
  readonly pollSeconds: number
}

/** The kinds of update that this bot works on. */
const kinds = ['message'] as const
const mostAtOnce = 50
const answerLimitSeconds = 10

/** Connects to the Bot API; nothing is asked yet. grammY's types name another kind of signal than the one it uses here. */
export function connect({ token, api, sendLimitMilliseconds, pollSeconds }: ConnectionOptions): Connection {
  const of = (options: ApiClientOptions): Api => new Api(token, { apiRoot: api, ...options })
  // Only questions are repeated by the client. A message that may not have been sent stays in the outbox, which
  // outlives this process; and the poll has a rhythm of its own.
  const asking = of({ timeoutSeconds: answerLimitSeconds })
  const retry = { maxRetryAttempts: 1, maxDelaySeconds: 2, rethrowHttpErrors: true, rethrowInternalServerErrors: true }
  asking.config.use(autoRetry(retry) as Parameters<typeof asking.config.use>[0])
  const sending = of({ timeoutSeconds: sendLimitMilliseconds / 1000 })
  const polling = of({ timeoutSeconds: pollSeconds + answerLimitSeconds })

  return {
    async profile(signal) {
      const me = await asking.getMe(signal as never)
      return { id: me.id, username: me.username, readsEverything: me.can_read_all_group_messages }
    },
    async updates(offset, signal) {
      const from = offset === undefined ? {} : { offset }
      const options = { ...from, timeout: pollSeconds, limit: mostAtOnce, allowed_updates: [...kinds] }
      return polling.raw.getUpdates(options, signal as never)
    },
    async send(payload, signal) {
      const { message_id: messageId } = await sending.raw.sendMessage(payload as never, signal as never)
      return messageId
    },
    membership: async (chat, bot) => asMembership(await asking.getChatMember(chat, bot)),
    async offerCommands(commands) {
      for (const type of ['all_private_chats', 'all_group_chats'] as const) {
        await asking.setMyCommands([...commands], { scope: { type } })
      }
    },
    async removeWebhook() {
      await asking.deleteWebhook({ drop_pending_updates: false })
    },
  }
}

function asMembership(member: ChatMember): Membership {
  const present = member.status !== 'left' && member.status !== 'kicked'
  return {
    present,
    canWrite: present && (member.status !== 'restricted' || member.can_send_messages),
    isAdministrator: member.status === 'administrator' || member.status === 'creator',
  }
}

/** Telegram's refusal in an error, or undefined where there was no answer at all. */
export function refusal(error: unknown): GrammyError | undefined {
  return error instanceof GrammyError ? error : undefined
}
