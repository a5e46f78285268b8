import * as z from 'zod'
import type { Finding, Subject } from './check.ts'
import { valuesOf } from './values.ts'

const usualApi = 'https://api.telegram.org'
const answerSchema = z.object({ ok: z.boolean(), result: z.unknown().optional() })
const webhookSchema = z.object({ url: z.string() })
/** Telegram answers a token that is none with one of these. */
const refusedToken = [401, 404]

/**
 * Asks who the bot is and whether a webhook is set. Fetches no updates: whoever asks for them ends the poll of the service
 * that runs, so that another poller cannot be looked for without becoming one.
 */
export async function checkTelegram(subject: Subject): Promise<Finding[]> {
  const { TELEGRAM_BOT_TOKEN: token, KICKAI_TELEGRAM_API: api } = valuesOf(subject)
  // That it is missing is the finding of another check.
  if (!token) return []
  const root = `${(api || usualApi).replace(/\/+$/, '')}/bot${token}`
  const [who, webhook] = await Promise.all(
    ['getMe', 'getWebhookInfo'].map((method) => ask(`${root}/${method}`, subject.signal)),
  )
  if (who !== undefined && refusedToken.includes(who.status)) return [refused(subject)]
  const trouble = [who, webhook].find((answer) => answer?.body?.ok !== true)
  if (trouble !== undefined) throw new Error(`Telegram answered with status ${trouble.status}`)
  const { url } = webhookSchema.parse(webhook?.body?.result)
  return url === '' ? [] : [elsewhere(subject, url)]
}

async function ask(address: string, signal: AbortSignal) {
  const answer = await fetch(address, { method: 'POST', redirect: 'error', signal })
  const text = await answer.text()
  return { status: answer.status, body: answerSchema.safeParse(jsonIn(text)).data }
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Whatever stands before Telegram answered; the status tells.
    return undefined
  }
}

function refused({ environment }: Subject): Finding {
  return {
    code: 'telegram-token-refused',
    sentence: `Telegram does not take TELEGRAM_BOT_TOKEN of ${environment}.`,
    wayOut: 'Set it to the token that @BotFather shows for the bot of this environment.',
  }
}

/** Its path is often a secret, so that only the host is told. */
function elsewhere({ environment, service }: Subject, url: string): Finding {
  const host = URL.canParse(url) ? new URL(url).host : 'another place'
  return {
    code: 'telegram-webhook-elsewhere',
    sentence: `Telegram sends the updates of the bot of ${environment} to a webhook at ${host}; ${service}, which polls for them, gets none.`,
    wayOut: 'Call deleteWebhook of the Bot API with the token, or give this environment a bot of its own.',
  }
}
