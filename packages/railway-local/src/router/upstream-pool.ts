import { Connection } from './connection.ts'
import type { Upstream } from './contract.ts'

const IDLE_LIMIT = 128
/** How many idle connections of a retired upstream are closed before requests have their turn again. */
const CLOSED_AT_ONCE = 4

/** Connections to one upstream, and what is on its way to it. */
export class UpstreamPool {
  readonly deployment: string
  readonly port: number
  weight: number
  /** Requests and WebSockets handed to this upstream and not over. */
  inFlight = 0
  /** Those of them whose answer has not begun. */
  unanswered = 0
  readonly #idle: Connection[] = []
  #isRetired = false

  constructor(upstream: Upstream) {
    this.deployment = upstream.deployment
    this.port = upstream.port
    this.weight = upstream.weight
  }

  get isRetired(): boolean {
    return this.#isRetired
  }

  /**
   * Gives a connection for one request.
   * @param isRepeatable false: one that no request has used, so that the upstream cannot be closing it for being idle
   * while the request is written. What may be sent only once is sent over nothing else.
   */
  take(isRepeatable: boolean): Connection {
    // The one used last is the one least likely to be closed by the upstream for being idle.
    const used = isRepeatable ? this.#idle.pop() : undefined
    return used ?? new Connection(this.port, (closed) => this.#forget(closed))
  }

  /** Takes a connection back after a whole answer. */
  give(connection: Connection): void {
    connection.served += 1
    if (this.#isRetired || this.#idle.length >= IDLE_LIMIT) this.drop(connection)
    else this.#idle.push(connection)
  }

  /** Closes a connection for good; a request on it still ends undisturbed. */
  drop(connection: Connection): void {
    void connection.client.close()
  }

  /**
   * Takes nothing new from now on: idle connections close soon after, requests in flight go on as long as they need.
   * Closing takes a while that neither the confirmation of a switch nor the next request is to wait for.
   */
  retire(): void {
    this.#isRetired = true
    setImmediate(() => this.#closeIdle())
  }

  /** Puts a retired upstream back in use, its counts kept. */
  revive(): void {
    this.#isRetired = false
  }

  #closeIdle(): void {
    if (!this.#isRetired) return
    for (const connection of this.#idle.splice(0, CLOSED_AT_ONCE)) this.drop(connection)
    if (this.#idle.length > 0) setImmediate(() => this.#closeIdle())
  }

  #forget(connection: Connection): void {
    const index = this.#idle.indexOf(connection)
    if (index === -1) return
    this.#idle.splice(index, 1)
    this.drop(connection)
  }
}
