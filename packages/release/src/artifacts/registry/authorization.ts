import { z } from 'zod'
import { isLoopback } from '../../http/loopback.ts'
import { parseChallenges } from './challenge.ts'
import { basicHeader, type RegistryCredentials } from './credentials.ts'
import type { Deadline } from './deadline.ts'
import { exchange, TooLarge } from './exchange.ts'
import type { RegistryPlace } from './reference.ts'
import { registryError } from './registry-error.ts'
import { passingOf, said } from './said.ts'

/** Reading alone, or writing too; a token is good for one of them. */
export type Access = 'pull' | 'push'

const tokenAnswer = z.object({
  token: z.string().min(1).optional(),
  access_token: z.string().min(1).optional(),
  expires_in: z.number().optional(),
})

/** How long a token is good that does not say so: what the specification of tokens takes it for. Seconds. */
const usualSeconds = 60
/** A token is not used any more so long before its end, since requests take time. Milliseconds. */
const beforeEndMs = 10_000
const mostTokenBytes = 1024 * 1024

/**
 * Answers a registry that asks who is there, by the basic scheme or by a token from the place that the registry names,
 * which is kept until it ends.
 */
export class Authorization {
  readonly #place: RegistryPlace
  readonly #credentials: RegistryCredentials
  readonly #agent: string
  readonly #kept = new Map<Access, { readonly header: string; readonly until: number }>()

  constructor(place: RegistryPlace, credentials: RegistryCredentials, agent: string) {
    this.#place = place
    this.#credentials = credentials
    this.#agent = agent
  }

  /** The `Authorization` header for the next request, as far as one is known. */
  known(access: Access, { clock }: Deadline): string | undefined {
    if (this.#credentials.kind === 'token') return `Bearer ${this.#credentials.token.reveal()}`
    const kept = this.#kept.get(access)
    return kept !== undefined && clock.monotonic() < kept.until ? kept.header : undefined
  }

  /** The header that answers a 401; `registry-refused` where there is none. */
  async answer(header: string | null, access: Access, deadline: Deadline): Promise<string> {
    const credentials = this.#credentials
    if (credentials.kind === 'token') throw this.#refused('does not take this token')
    const challenges = parseChallenges(header)
    const wanted = challenges.find(({ scheme }) => scheme === 'bearer' || scheme === 'basic')
    if (wanted === undefined) throw this.#refused('asks for an authorization of a kind that is not known here')
    if (wanted.scheme === 'bearer') return await this.#fetchToken(wanted.parameters, access, deadline)
    if (credentials.kind === 'nobody') throw this.#refused('asks for a user and a password')
    const basic = basicHeader(credentials)
    this.#kept.set(access, { header: basic, until: Number.POSITIVE_INFINITY })
    return basic
  }

  /** A header that was not taken is not used again. */
  forget(access: Access): void {
    this.#kept.delete(access)
  }

  async #fetchToken(
    { realm = '', service, scope }: { readonly [name: string]: string },
    access: Access,
    deadline: Deadline,
  ): Promise<string> {
    const url = this.#realm(realm)
    if (service !== undefined) url.searchParams.set('service', service)
    const rights = access === 'push' ? 'pull,push' : 'pull'
    const scopes = scope?.split(' ').filter((each) => each !== '') ?? [`repository:${this.#place.repository}:${rights}`]
    for (const each of scopes) url.searchParams.append('scope', each)
    const credentials = this.#credentials
    const headers = {
      accept: 'application/json',
      'user-agent': this.#agent,
      ...(credentials.kind === 'password' && { authorization: basicHeader(credentials) }),
    }
    const request = { method: 'GET', url, headers, mostBytes: mostTokenBytes } as const
    const answer = await exchange(request, deadline.signal).catch((error: unknown) => {
      throw error instanceof TooLarge ? this.#unusable('gives a token that is too large') : error
    })
    const passing = passingOf(answer, deadline.clock.now())
    if (passing !== undefined) throw passing
    if (answer.status !== 200)
      throw this.#refused(`gives no token (${answer.status}${said(answer.bytes, credentials)})`)
    const parsed = tokenAnswer.safeParse(jsonOf(answer.bytes))
    const token = parsed.data?.token ?? parsed.data?.access_token
    // Nothing that cannot stand in a header is put into one.
    if (token === undefined || !/^[\x21-\x7e]+$/.test(token)) throw this.#unusable('gives a token that is none')
    const seconds = parsed.data?.expires_in ?? usualSeconds
    const bearer = `Bearer ${token}`
    this.#kept.set(access, { header: bearer, until: deadline.clock.monotonic() + seconds * 1000 - beforeEndMs })
    return bearer
  }

  /** Where tokens are given out: user and password go there, so never unencrypted to another machine. */
  #realm(realm: string): URL {
    if (!URL.canParse(realm)) throw this.#unusable('names no place for tokens')
    const url = new URL(realm)
    const here = url.protocol === 'http:' && isLoopback(url.hostname) && this.#place.origin.startsWith('http:')
    if (url.protocol !== 'https:' && !here) throw this.#unusable('names a place for tokens that is not encrypted')
    return url
  }

  #refused(clause: string) {
    return registryError('registry-refused', this.#place.name, clause)
  }

  #unusable(clause: string) {
    return registryError('registry-answer-unusable', this.#place.name, clause)
  }
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    // What is no JSON holds no token either.
    return undefined
  }
}
