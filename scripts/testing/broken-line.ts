import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** What becomes of a piece that a client sends: lost with its connection, its answer lost with the connection, or kept back. */
export type Mishap = 'lose' | 'lose-answer' | 'hold'

/** A way to a server on which things go wrong when they are told to. */
export interface BrokenLine {
  readonly port: number
  /** The next piece sent that holds `text` meets this; only that one. Gives when it has. */
  next(text: string, mishap: Mishap): Promise<void>
  /** Sends what was held on to the server, and closes the client's side. */
  release(): void
  /** Closes all connections, and refuses new ones until `up`. */
  down(): void
  up(): void
  /** Nothing goes through any more, in either direction; nothing is closed. */
  freeze(): void
  stop(): Promise<void>
}

/** Opens such a way to `HOST:PORT`, on 127.0.0.1. */
export async function startBrokenLine(target: string): Promise<BrokenLine> {
  const pairs = new Set<readonly [client: Socket, server: Socket]>()
  let planned: { text: string; mishap: Mishap; met: () => void } | undefined
  let held: (() => void) | undefined
  let isDown = false
  let isFrozen = false

  function pair(client: Socket): void {
    if (isDown) {
      client.destroy()
      return
    }
    const { hostname, port } = new URL(`tcp://${target}`)
    const server = connect(Number(port), hostname)
    const both = [client, server] as const
    pairs.add(both)
    const close = () => {
      pairs.delete(both)
      for (const socket of both) socket.destroy()
    }
    let losesAnswer = false
    client.on('data', (piece) => {
      if (isFrozen) return
      const plan = planned !== undefined && piece.includes(planned.text) ? planned : undefined
      if (plan === undefined) {
        server.write(piece)
        return
      }
      planned = undefined
      if (plan.mishap === 'lose') close()
      else if (plan.mishap === 'lose-answer') {
        losesAnswer = true
        server.write(piece)
      } else {
        held = () => server.write(piece)
        client.destroy()
      }
      plan.met()
    })
    server.on('data', (piece) => {
      if (isFrozen) return
      if (losesAnswer) close()
      else if (!client.destroyed) client.write(piece)
    })
    server.on('close', close)
    // One that is kept back goes on without its client.
    client.on('close', () => {
      if (held === undefined) close()
    })
    for (const socket of both) socket.on('error', () => socket.destroy())
  }

  const listener = createServer(pair).listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const address = listener.address()
  const closeAll = () => {
    for (const both of pairs) for (const socket of both) socket.destroy()
  }

  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    next: (text, mishap) =>
      new Promise((met) => {
        planned = { text, mishap, met }
      }),
    release() {
      held?.()
      held = undefined
    },
    down() {
      isDown = true
      closeAll()
    },
    up() {
      isDown = false
    },
    freeze() {
      isFrozen = true
    },
    async stop() {
      closeAll()
      listener.close()
      await once(listener, 'close')
    },
  }
}
