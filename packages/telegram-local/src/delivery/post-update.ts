import http from 'node:http'
import https from 'node:https'
import { text } from 'node:stream/consumers'
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
  const limit = AbortSignal.timeout(answerLimit)
  try {
    const { status, reason, body } = await post(webhook, JSON.stringify(update), AbortSignal.any([signal, limit]))
    if (status < 200 || status > 299) return { error: `Wrong response from the webhook: ${status} ${reason}`.trim() }
    return askedFor(body)
  } catch (cause) {
    return { error: limit.aborted ? 'Read timeout expired' : describe(cause as NodeJS.ErrnoException) }
  }
}

/** Not by `fetch`, which refuses ports that a service on this machine may well have. */
function post(
  { url, secretToken }: Webhook,
  content: string,
  signal: AbortSignal,
): Promise<{ status: number; reason: string; body: string }> {
  const secret = secretToken === undefined ? {} : { 'x-telegram-bot-api-secret-token': secretToken }
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(content), ...secret }
  return new Promise((resolve, reject) => {
    const send = url.startsWith('https:') ? https.request : http.request
    const request = send(url, { method: 'POST', headers, signal }, (response) => {
      const { statusCode: status = 0, statusMessage: reason = '' } = response
      text(response).then((body) => resolve({ status, reason, body }), reject)
    })
    request.on('error', reject).end(content)
  })
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

function describe({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'ECONNREFUSED') return 'Connection refused'
  if (code === 'ECONNRESET') return 'Connection reset by peer'
  return `Connection failed: ${message}`
}
