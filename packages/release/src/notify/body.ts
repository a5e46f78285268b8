import { createHmac } from 'node:crypto'
import type { Notice } from '../ports/notifier.ts'
import type { Destination } from './destination.ts'
import { wordsOf } from './words.ts'

/** The version of what any URL is sent; it changes when a field changes its meaning or goes. */
const schemaVersion = 1
/** Slack cuts longer texts, Discord refuses them. Characters. */
const longest = { slack: 3_000, discord: 2_000 }

/** What is posted: a body of JSON with the headers that belong to it. */
export interface Posting {
  readonly body: string
  readonly headers: { readonly [name: string]: string }
}

/**
 * A notice as its destination takes it. For any URL it is the notice itself with `schemaVersion` and `sentAt`; with a key,
 * `x-kickai-signature` is `sha256=` and the HMAC-SHA256 of the body's bytes in hexadecimal digits.
 */
export function postingFor(kind: Destination['kind'], notice: Notice, sentAt: number, key?: string): Posting {
  const body = JSON.stringify(contentFor(kind, notice, sentAt))
  const signature = key === undefined ? undefined : createHmac('sha256', key).update(body).digest('hex')
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'kickai',
      ...(signature !== undefined && { 'x-kickai-signature': `sha256=${signature}` }),
    },
  }
}

function contentFor(kind: Destination['kind'], notice: Notice, sentAt: number): object {
  switch (kind) {
    case 'slack':
      return { text: cut(escaped(wordsOf(notice)), longest.slack) }
    case 'discord':
      // A reason that holds "@everyone" must not call everyone.
      return { content: cut(wordsOf(notice), longest.discord), allowed_mentions: { parse: [] } }
    case 'url':
      return { schemaVersion, sentAt, ...notice }
  }
}

/** The three characters that mean something to Slack, as its documentation asks for. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

function cut(text: string, length: number): string {
  return text.length <= length
    ? text
    : `${text
        .slice(0, length - 1)
        .toWellFormed()
        .replace(/\uFFFD$/, '')}…`
}
