import type { Answer, Kind } from './answer.ts'

/** What became of the requests of one kind, or of all. */
export interface KindBooks {
  /** Requests that are over: HTTP requests, and messages for `websocket`. */
  requests: number
  /** Begun while a good release serves, and not answered whole. */
  lost: number
  /** Ids handled, and events seen, more than once. */
  twice: number
  /** Answers that were the bad release's own. */
  badAnswers: number
}

/** A request that was lost, for whoever looks for the reason. */
export type Loss = Answer

export interface Books extends KindBooks {
  byKind: Partial<Record<Kind, KindBooks>>
  /** Whole answers by the deployment that gave them; times in milliseconds since 1970. */
  byDeployment: Record<string, { answers: number; firstAt: number; lastAt: number }>
  /** Milliseconds since 1970. */
  firstBadAt?: number
  lastBadAt?: number
  /** Server-sent events received. */
  events: number
  /** Times that a stream or a WebSocket was opened again. */
  reconnects: number
  /** Ids that were answered, but of which nobody can say how often they were handled; must be 0 for a proof. */
  unverified: number
  seconds: number
  /** The first twenty. */
  losses: Loss[]
}

const FAILURE_LIMIT = 50_000
const LOSSES_SHOWN = 20

/** Keeps the books. Failed answers are judged when the books are read, by what is known of the releases then. */
export class BookKeeper {
  readonly #isBad: (answer: Answer) => boolean
  readonly #started = performance.now()
  readonly #kinds = new Map<Kind, { requests: number; twice: number; overflow: Tally }>()
  readonly #deployments = new Map<string, { answers: number; firstAt: number; lastAt: number }>()
  readonly #failures: Answer[] = []
  #ended: number | undefined
  events = 0
  reconnects = 0
  unverified = 0
  requests = 0

  constructor(kinds: readonly Kind[], isBad: (answer: Answer) => boolean) {
    this.#isBad = isBad
    for (const kind of kinds) this.#kinds.set(kind, { requests: 0, twice: 0, overflow: { lost: 0, bad: 0 } })
  }

  /** A request answered whole. */
  good(kind: Kind, deployment: string | undefined, at: number): void {
    this.#count(kind)
    if (deployment === undefined) return
    const known = this.#deployments.get(deployment)
    if (known === undefined) {
      this.#deployments.set(deployment, { answers: 1, firstAt: at, lastAt: at })
      return
    }
    known.answers += 1
    known.lastAt = at
  }

  /** A request that was not; `isCounted` when it is already among the requests. */
  failed(answer: Answer, isCounted = false): void {
    if (!isCounted) this.#count(answer.kind)
    if (this.#failures.length < FAILURE_LIMIT) {
      this.#failures.push(answer)
      return
    }
    const { overflow } = this.#entry(answer.kind)
    if (this.#isBad(answer)) overflow.bad += 1
    else overflow.lost += 1
  }

  /** Something handled once more than it should have been. */
  twice(kind: Kind, times: number): void {
    this.#entry(kind).twice += times
  }

  firstAnswerAt(deployment: string): number | undefined {
    return this.#deployments.get(deployment)?.firstAt
  }

  /** From here on the time no longer counts. */
  end(): void {
    this.#ended ??= performance.now()
  }

  read(): Books {
    const byKind: Partial<Record<Kind, KindBooks>> = {}
    for (const [kind, { requests, twice, overflow }] of this.#kinds) {
      byKind[kind] = { requests, lost: overflow.lost, twice, badAnswers: overflow.bad }
    }
    const losses: Loss[] = []
    let firstBadAt = Number.POSITIVE_INFINITY
    let lastBadAt = Number.NEGATIVE_INFINITY
    for (const answer of this.#failures) {
      const kind = byKind[answer.kind] as KindBooks
      if (this.#isBad(answer)) {
        kind.badAnswers += 1
        firstBadAt = Math.min(firstBadAt, answer.at)
        lastBadAt = Math.max(lastBadAt, answer.at)
      } else {
        kind.lost += 1
        if (losses.length < LOSSES_SHOWN) losses.push(answer)
      }
    }
    const sum = (count: keyof KindBooks) => Object.values(byKind).reduce((total, kind) => total + kind[count], 0)
    return {
      requests: sum('requests'),
      lost: sum('lost'),
      twice: sum('twice'),
      badAnswers: sum('badAnswers'),
      byKind,
      byDeployment: Object.fromEntries([...this.#deployments].map(([name, seen]) => [name, { ...seen }])),
      ...(Number.isFinite(firstBadAt) ? { firstBadAt, lastBadAt } : {}),
      events: this.events,
      reconnects: this.reconnects,
      unverified: this.unverified,
      seconds: ((this.#ended ?? performance.now()) - this.#started) / 1000,
      losses,
    }
  }

  #count(kind: Kind): void {
    this.#entry(kind).requests += 1
    this.requests += 1
  }

  #entry(kind: Kind): { requests: number; twice: number; overflow: Tally } {
    const entry = this.#kinds.get(kind)
    if (entry === undefined) throw new Error(`The books have no page for ${kind}.`)
    return entry
  }
}

interface Tally {
  lost: number
  bad: number
}
