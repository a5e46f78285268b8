import type { Update } from '@grammyjs/types'
import type { Webhook } from '../state/webhooks.ts'

/** Milliseconds that a webhook may take to answer. */
const answerLimit = 60_000

/** What became of one try: an error in Telegram's words, or success and what the bot asked for in its answer. */
export interface Post {
  readonly error?: string
  readonly asked?: Readonly<Record<string, unknown>>
}

/** Posts one update to a webhook. Only a 2xx counts; redirections are not followed. Never throws. */
export async function postUpdate(webhook: Webhook, update: Update, signal: AbortSignal): Promise<Post> {
  try {
    const response = await fetch(webhook.url, {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(answerLimit)]),
      headers: {
        'content-type': 'application/json',
        ...(webhook.secretToken === undefined ? {} : { 'x-telegram-bot-api-secret-token': webhook.secretToken }),
      },
      body: JSON.stringify(update),
    })
    const body = await response.text()
    if (!response.ok) return { error: `Wrong response from the webhook: ${response.status} ${response.statusText}` }
    return askedFor(body)
  } catch (cause) {
    return { error: describe(cause) }
  }
}

/** A bot may put one call of a method into its answer; calls that read or change the webhook are not done there. */
function askedFor(body: string): Post {
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    return {} // Most webhooks answer with nothing or plain text, which asks for nothing.
  }
  const asked = value as { method?: unknown } | null
  if (typeof asked !== 'object' || asked === null || typeof asked.method !== 'string') return {}
  if (/^(get|setwebhook$|deletewebhook$|close$|logout$)/i.test(asked.method)) return {}
  return { asked: asked as Record<string, unknown> }
}

function describe(cause: unknown): string {
  const { name, cause: inner } = cause as Error & { cause?: NodeJS.ErrnoException }
  if (name === 'TimeoutError') return 'Read timeout expired'
  if (inner?.code === 'ECONNREFUSED') return 'Connection refused'
  if (inner?.code === 'ECONNRESET') return 'Connection reset by peer'
  return `Connection failed: ${inner?.message ?? String(cause)}`
}
