import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

/**
 * Ports below those that the system hands out to outgoing connections. One of those could be taken by any client
 * between the moment it is found free and the moment a service listens on it.
 */
const lowest = 20_000
const highest = 32_767

/** Finds free ports on 127.0.0.1, never the same one twice in a row for two that ask at once. */
export class Ports {
  readonly #recent: number[] = []

  /** A port that nobody listens on. */
  async free(): Promise<number> {
    for (let attempt = 0; attempt < 200; attempt += 1) {
      const port = randomInt(lowest, highest + 1)
      if (this.#recent.includes(port)) continue
      this.#recent.push(port)
      if (this.#recent.length > 1000) this.#recent.shift()
      if (await isFree(port)) return port
    }
    throw new Error(`No free port was found between ${lowest} and ${highest}`)
  }
}

/** Whether a server could listen on 127.0.0.1 at that port now. */
export function isFree(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const probe = createServer()
  probe.once('error', () => resolve(false))
  probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => probe.close(() => resolve(true)))
  return promise
}
