import { isLoopback } from '../../http/loopback.ts'
import type { ReleaseError } from '../../release-error.ts'
import { type Access, Authorization } from './authorization.ts'
import type { RegistryCredentials } from './credentials.ts'
import type { Deadline } from './deadline.ts'
import { type ExchangeAnswer, type ExchangeRequest, exchange, TooLarge } from './exchange.ts'
import type { RegistryPlace } from './reference.ts'
import { type RegistryErrorCode, registryError } from './registry-error.ts'
import { passingOf, said } from './said.ts'

export interface Wanted {
  readonly method: ExchangeRequest['method']
  /** Below `/v2/REPOSITORY/`, or where the registry itself has sent us. */
  readonly at: string | URL
  readonly access: Access
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array
  /** Default: what an answer without bytes of ours may hold. */
  readonly mostBytes?: number
}

const usualBytes = 1024 * 1024
const mostRedirections = 5
const redirections: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])

/** One repository of a registry, asked one request at a time. */
export class RegistryClient {
  readonly name: string
  readonly #place: RegistryPlace
  readonly #credentials: RegistryCredentials
  readonly #authorization: Authorization
  readonly #agent: string

  constructor(place: RegistryPlace, credentials: RegistryCredentials, agent: string) {
    this.name = place.name
    this.#place = place
    this.#credentials = credentials
    this.#agent = agent
    this.#authorization = new Authorization(place, credentials, agent)
  }

  /**
   * Gives the answer of one request, authorized where that is asked for; what is read is followed to where it lies, and
   * only the registry itself is told who we are. Throws `Passing` for what may be tried again, `registry-refused` where
   * we may not, `registry-answer-unusable` for what is not by the specification.
   */
  async ask(wanted: Wanted, deadline: Deadline): Promise<ExchangeAnswer> {
    let url = this.urlOf(wanted.at)
    for (let hops = 0; ; hops++) {
      const answer = await this.#authorized(wanted, url, deadline)
      const passing = passingOf(answer, deadline.clock.now())
      if (passing !== undefined) throw passing
      if (answer.status === 401 || answer.status === 403)
        throw this.error('registry-refused', `refuses${this.#saying(answer)}`)
      const isReading = wanted.method === 'GET' || wanted.method === 'HEAD'
      if (!redirections.has(answer.status)) return answer
      if (!isReading || hops === mostRedirections)
        throw this.error('registry-answer-unusable', 'sends requests on to other places again and again')
      url = this.placeIn(answer, url)
    }
  }

  /** The address that an answer's `Location` names, seen from where it was given. */
  placeIn({ headers, status }: ExchangeAnswer, from: URL): URL {
    const location = headers.get('location')
    if (location === null || !URL.canParse(location, from))
      throw this.error('registry-answer-unusable', `answered ${status} without saying where`)
    const url = new URL(location, from)
    const here = url.protocol === 'http:' && isLoopback(url.hostname) && this.#place.origin.startsWith('http:')
    if (url.protocol !== 'https:' && !here)
      throw this.error('registry-answer-unusable', `sends requests on to ${url.origin}, which is not encrypted`)
    return url
  }

  urlOf(at: string | URL): URL {
    return typeof at === 'string' ? new URL(`/v2/${this.#place.repository}/${at}`, this.#place.origin) : at
  }

  error(code: RegistryErrorCode, clause: string, cause?: unknown): ReleaseError {
    return registryError(code, this.name, clause, cause)
  }

  /** An answer whose status is none of those that were to be expected. */
  unexpected(answer: ExchangeAnswer, doing: string): ReleaseError {
    const code = answer.status >= 400 ? 'registry-refused' : 'registry-answer-unusable'
    return this.error(code, `answered ${answer.status} to ${doing}${this.#saying(answer)}`)
  }

  async #authorized(wanted: Wanted, url: URL, deadline: Deadline): Promise<ExchangeAnswer> {
    const { access } = wanted
    if (url.origin !== this.#place.origin) return await this.#send(wanted, url, undefined, deadline)
    const answer = await this.#send(wanted, url, this.#authorization.known(access, deadline), deadline)
    if (answer.status !== 401) return answer
    this.#authorization.forget(access)
    const header = await this.#authorization.answer(answer.headers.get('www-authenticate'), access, deadline)
    const again = await this.#send(wanted, url, header, deadline)
    if (again.status === 401) this.#authorization.forget(access)
    return again
  }

  async #send(
    { method, headers, body, mostBytes = usualBytes }: Wanted,
    url: URL,
    authorization: string | undefined,
    { signal }: Deadline,
  ): Promise<ExchangeAnswer> {
    const all = { 'user-agent': this.#agent, ...headers, ...(authorization !== undefined && { authorization }) }
    try {
      return await exchange({ method, url, headers: all, body, mostBytes }, signal)
    } catch (error) {
      if (error instanceof TooLarge) throw this.error('registry-answer-unusable', `answered with ${error.message}`)
      throw error
    }
  }

  #saying({ bytes }: ExchangeAnswer): string {
    return said(bytes, this.#credentials)
  }
}
