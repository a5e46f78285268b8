import { type Answer, KINDS, type Kind } from './answer.ts'

/** How much there is of one kind. */
export interface Load {
  /** Users at the same time; each waits for an answer before the next request. */
  concurrency?: number
  /** All users of the kind together; without it each goes as fast as it is answered. */
  ratePerSecond?: number
}

export interface TrafficOptions {
  /** Where the service is, `http://127.0.0.1:4410` for one. */
  url: string
  /** Which kinds, and how much of each; a kind that is only named gets `concurrency` and `ratePerSecond` below. */
  kinds: readonly Kind[] | Partial<Record<Kind, Load>>
  /** Default of `Load.concurrency`: 4. */
  concurrency?: number
  /** Default of `Load.ratePerSecond`: none. */
  ratePerSecond?: number
  /** Path of `kept-alive` and `fresh`: `/`. The other kinds need the rehearsal service. */
  path?: string
  /** How long the answer of a `slow` request takes: 300. */
  slowMs?: number
  /** An answer that has not come after this long counts as lost: 30,000. */
  patienceMs?: number
  /** The traffic ends by itself after this long: 600. */
  maxSeconds?: number
  /** The traffic ends by itself after about this many requests: no limit. */
  maxRequests?: number
  /** How long the service is asked at the end what it handled, before that counts as unverified: 15. */
  verifySeconds?: number
  /**
   * Says of an answer that was not good whether it was the bad release's own. Asked when the books are read, so it may
   * come to know of a bad release later. Without it every answer that is not good is lost.
   */
  isBad?: (answer: Answer) => boolean
}

/** Options with all defaults in their place. */
export interface Plan {
  url: string
  loads: [kind: Kind, load: Load & { concurrency: number }][]
  path: string
  slowMs: number
  patienceMs: number
  maxSeconds: number
  maxRequests: number
  verifySeconds: number
  isBad: (answer: Answer) => boolean
}

const USERS_LIMIT = 10_000

/** The plan that options ask for, or all that is wrong with them. */
export function planOf(options: TrafficOptions): Plan | { problems: string[] } {
  const problems: string[] = []
  if (!URL.canParse(options.url) || !/^https?:$/.test(new URL(options.url).protocol)) {
    problems.push('url must be an http or https address')
  }
  const wanted = Array.isArray(options.kinds)
    ? options.kinds.map((kind: Kind): [Kind, Load] => [kind, {}])
    : (Object.entries(options.kinds) as [Kind, Load][])
  if (wanted.length === 0) problems.push('kinds must name at least one')
  for (const [kind] of wanted) if (!KINDS.includes(kind)) problems.push(`kinds names ${kind}, which is none of them`)
  const plan: Plan = {
    url: options.url,
    loads: wanted.map(([kind, load]) => [kind, withDefaults(load, options)]),
    path: options.path ?? '/',
    slowMs: options.slowMs ?? 300,
    patienceMs: options.patienceMs ?? 30_000,
    maxSeconds: options.maxSeconds ?? 600,
    maxRequests: options.maxRequests ?? Number.POSITIVE_INFINITY,
    verifySeconds: options.verifySeconds ?? 15,
    isBad: options.isBad ?? (() => false),
  }
  for (const [kind, { concurrency, ratePerSecond }] of plan.loads) {
    const isCount = Number.isInteger(concurrency) && concurrency > 0 && concurrency <= USERS_LIMIT
    if (!isCount) problems.push(`concurrency of ${kind} must be a whole number from 1 to ${USERS_LIMIT}`)
    if (ratePerSecond !== undefined && !(ratePerSecond > 0)) problems.push(`ratePerSecond of ${kind} must be above 0`)
  }
  if (!plan.path.startsWith('/')) problems.push('path must begin with /')
  for (const name of ['slowMs', 'patienceMs', 'maxSeconds', 'maxRequests', 'verifySeconds'] as const) {
    if (!(plan[name] > 0)) problems.push(`${name} must be above 0`)
  }
  return problems.length > 0 ? { problems } : plan
}

function withDefaults(load: Load, options: TrafficOptions): Load & { concurrency: number } {
  const ratePerSecond = load.ratePerSecond ?? options.ratePerSecond
  const concurrency = load.concurrency ?? options.concurrency ?? 4
  return ratePerSecond === undefined ? { concurrency } : { concurrency, ratePerSecond }
}
