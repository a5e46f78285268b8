import type { RouterRefusal, RouteSet, RouteState, RouteWish } from './contract.ts'
import type { HttpLog } from './http-log.ts'
import { Route } from './route.ts'

/** All routes of a router by key. */
export class RouteTable {
  readonly #routes = new Map<string, Route>()
  /** Routes that are opening or have opened; two wishes for a new key must not open two listeners. */
  readonly #opening = new Map<string, Promise<unknown>>()
  readonly #log: HttpLog
  #isStopping = false

  constructor(log: HttpLog) {
    this.#log = log
  }

  states(): RouteState[] {
    return [...this.#routes.values()].map((route) => route.state())
  }

  /** Makes a route or swaps its upstreams; a refusal changes nothing. */
  async set(key: string, wish: RouteWish): Promise<RouteSet | RouterRefusal> {
    const started = performance.now()
    while (this.#opening.has(key)) await this.#opening.get(key)
    if (this.#isStopping) return { code: 'router-stopping', message: 'The router is about to end.' }
    const route = this.#routes.get(key)
    if (route === undefined) return this.#open(key, wish, started)
    if (wish.port !== 0 && wish.port !== route.port) {
      const message = `The route ${key} listens on port ${route.port}; delete it first to use port ${wish.port}.`
      return { code: 'port-fixed', message }
    }
    route.set(wish)
    return { port: route.port, tookMs: performance.now() - started }
  }

  /** Closes a route's listener; its requests in flight go on. A key that is not there is no error. */
  async remove(key: string): Promise<void> {
    while (this.#opening.has(key)) await this.#opening.get(key)
    const route = this.#routes.get(key)
    this.#routes.delete(key)
    void route?.close()
  }

  /** Closes all routes; what is not over after `withinMs` is broken off. */
  async stop(withinMs: number): Promise<void> {
    this.#isStopping = true
    await Promise.all(this.#opening.values())
    await Promise.all([...this.#routes.values()].map((route) => route.close(withinMs)))
    this.#routes.clear()
  }

  async #open(key: string, wish: RouteWish, started: number): Promise<RouteSet | RouterRefusal> {
    const route = new Route(key, this.#log)
    const opening = route.listen(wish.port).then(
      () => undefined,
      (error: NodeJS.ErrnoException) => error,
    )
    this.#opening.set(key, opening)
    const failure = await opening
    this.#opening.delete(key)
    if (failure !== undefined) {
      if (failure.code !== 'EADDRINUSE') throw failure
      return { code: 'port-in-use', message: `Port ${wish.port} on 127.0.0.1 is in use.` }
    }
    route.set(wish)
    this.#routes.set(key, route)
    return { port: route.port, tookMs: performance.now() - started }
  }
}
