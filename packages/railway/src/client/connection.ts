import { type Clock, systemClock } from '@kickai/release'
import { RailwayConfigurationError } from '../errors/configuration-error.ts'
import { defaultEndpoint, type Endpoint, parseEndpoint } from '../http/endpoint.ts'
import type { Fetch } from '../http/exchange.ts'
import { requestHeaders } from '../http/headers.ts'
import type { RateBudget } from '../http/rate-budget.ts'
import { createScrub, type Scrub } from '../secret/scrub.ts'
import { Secret } from '../secret/secret.ts'

/** What this is to Railway when nobody says: the version the command was built as. */
const unnamedVersion = '0.1.0'

export interface ConnectionOptions {
  /** Default Railway's own. One without a path gets `/graphql/v2`. */
  readonly endpoint?: string
  /** `account` is also for a workspace's token. A plain string is wrapped at once. */
  readonly token: { readonly kind: 'account' | 'project'; readonly value: string | Secret }
  /** Values besides the token that no error, note or log line may show, whoever repeats them. */
  readonly secrets?: Iterable<string>
  /** The version of kickai, for the `User-Agent`. */
  readonly version?: string
  readonly clock?: Clock
  /** Numbers from 0 up to 1, to spread delays. */
  readonly random?: () => number
  readonly fetch?: Fetch
}

/** Everything that a request needs of its surroundings. */
export interface Connection {
  readonly endpoint: Endpoint
  readonly tokenKind: 'account' | 'project'
  /** With the token in the clear; made anew for each request. */
  headers(): Record<string, string>
  /** Takes the token, the options' secrets and the further values given out of a text. */
  scrub(secrets?: Iterable<string>): Scrub
  /** What the last answer said that is left. */
  budget: RateBudget
  readonly clock: Clock
  readonly random: () => number
  readonly fetch: Fetch
}

/** Checks the options and makes a connection of them; throws `railway-options` with all that is wrong with them. */
export function createConnection(options: ConnectionOptions, further: readonly string[] = []): Connection {
  const { kind } = options.token
  const value = options.token.value instanceof Secret ? options.token.value : new Secret(options.token.value)
  const endpoint = parseEndpoint(options.endpoint ?? defaultEndpoint)
  const problems = [...(typeof endpoint === 'string' ? [endpoint] : []), ...tokenProblems(kind, value), ...further]
  if (typeof endpoint === 'string' || problems.length > 0) {
    throw new RailwayConfigurationError(
      'railway-options',
      `Railway cannot be used as configured: ${problems.join('; ')}.`,
      'Correct the configuration; nothing has been sent.',
    )
  }
  const known = [value.reveal(), ...(options.secrets ?? [])]
  const scrubKnown = createScrub(known)
  return {
    endpoint,
    tokenKind: kind,
    headers: () => requestHeaders({ kind, value }, options.version ?? unnamedVersion),
    scrub: (secrets) => (secrets === undefined ? scrubKnown : createScrub([...known, ...secrets])),
    budget: {},
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
    fetch: options.fetch ?? fetch,
  }
}

function tokenProblems(kind: string, value: Secret): string[] {
  const problems: string[] = []
  if (kind !== 'account' && kind !== 'project') problems.push('the token is neither of kind account nor project')
  if (value.reveal() === '') problems.push('the token is empty')
  else if (!/^[\x21-\x7e]+$/.test(value.reveal())) problems.push('the token holds characters that no token has')
  return problems
}
