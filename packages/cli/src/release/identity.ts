import { request as plain } from 'node:http'
import { request as secure } from 'node:https'
import { text } from 'node:stream/consumers'

/** What a service answered when it was asked who it is. */
export interface HealthAnswer {
  readonly status: number
  /** Its JSON object; empty where it answered something else. */
  readonly body: { readonly [field: string]: unknown }
}

/** How sure it is who answers. */
export type Grade = 'proven' | 'attested' | 'unknown'

/** Asks a service's health path on a connection of its own; undefined where there was no whole answer in time. */
export async function askHealth(url: string, timeoutMs = 5000): Promise<HealthAnswer | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<HealthAnswer>()
  const options = {
    agent: false,
    headers: { accept: 'application/json', connection: 'close' },
    signal: AbortSignal.timeout(timeoutMs),
  }
  const request = (url.startsWith('https:') ? secure : plain)(url, options, (response) => {
    text(response).then((body) => resolve({ status: response.statusCode ?? 0, body: objectOf(body) }), reject)
  })
  request.on('error', reject)
  request.end()
  // A service that does not answer is an answer here: it is unknown who would.
  return await promise.catch(() => undefined)
}

/** `proven`: it named the deployment and, where it names a digest, that one; `attested`: it answers and names none. */
export function gradeOf(answer: HealthAnswer | undefined, expected: { deployment: string; digest: string }): Grade {
  if (answer === undefined) return 'unknown'
  // The platform itself answers, with 502 or 503, where no service does.
  if (answer.body.deployment === undefined && answer.status !== 200) return 'unknown'
  const { deployment, digest } = answer.body
  if (deployment !== undefined && deployment !== expected.deployment) return 'unknown'
  if (digest !== undefined && digest !== expected.digest) return 'unknown'
  return deployment === undefined ? 'attested' : 'proven'
}

function objectOf(body: string): { readonly [field: string]: unknown } {
  try {
    const parsed: unknown = JSON.parse(body)
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? { ...parsed } : {}
  } catch {
    // Not every health path answers JSON; such a service says nothing about itself.
    return {}
  }
}
