import { z } from 'zod'
import { retryAfterMs } from '../../http/retry-after.ts'
import { type RegistryCredentials, withoutSecrets } from './credentials.ts'
import type { ExchangeAnswer } from './exchange.ts'
import { Passing } from './registry-error.ts'

const errorAnswer = z.object({
  errors: z.array(z.object({ code: z.string(), message: z.string().nullish() })).min(1),
})

const longest = 200

/** What a registry says of its refusal, by the specification's form for that, as `: CODE message`; empty where nothing. */
export function said(bytes: Buffer, credentials: RegistryCredentials): string {
  let body: unknown
  try {
    body = JSON.parse(bytes.toString('utf8'))
  } catch {
    // A page for people says nothing that belongs into a sentence.
    return ''
  }
  const parsed = errorAnswer.safeParse(body)
  if (!parsed.success) return ''
  const text = parsed.data.errors.map(({ code, message }) => `${code} ${message ?? ''}`.trim()).join(', ')
  const plain = withoutSecrets(text, credentials).replaceAll(/\p{Cc}+/gu, ' ')
  return `: ${plain.length > longest ? `${plain.slice(0, longest)}…` : plain}`
}

/** An answer after which the same may be asked again: 408, 429, and what is wrong on the other side. */
export function passingOf({ status, headers }: ExchangeAnswer, now: number): Passing | undefined {
  if (status !== 408 && status !== 429 && status < 500) return undefined
  return new Passing(`answered ${status}`, { retryAfterMs: retryAfterMs(headers.get('retry-after'), now) })
}
