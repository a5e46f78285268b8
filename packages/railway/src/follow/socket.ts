import type { WebSocket } from 'ws'

const handshakeLimitMs = 10_000
const largestMessageBytes = 16 * 1024 * 1024

/** The constructor that graphql-ws opens its socket with, and the means to end whatever it opened. */
export interface SocketKind {
  readonly Socket: new (address: string | URL, protocols?: string | string[]) => WebSocket
  /** Breaks the connection off without waiting for the other side's farewell. */
  terminate(): void
}

/**
 * A kind of WebSocket that sends headers with its upgrade: Railway wants the token there, and the global WebSocket
 * cannot do that. Loaded with the first subscription, which few commands make.
 */
export async function socketWithHeaders(headers: () => Record<string, string>): Promise<SocketKind> {
  const { WebSocket } = await import('ws')
  const open = new Set<WebSocket>()
  class Socket extends WebSocket {
    constructor(address: string | URL, protocols?: string | string[]) {
      super(address, protocols, {
        headers: headers(),
        handshakeTimeout: handshakeLimitMs,
        maxPayload: largestMessageBytes,
        followRedirects: false,
        perMessageDeflate: false,
      })
      open.add(this)
      this.on('close', () => open.delete(this))
      // A connection that is broken off while it is being made reports an error to nobody in particular; the one who
      // subscribed learns of it from the socket's end.
      this.on('error', () => open.delete(this))
    }
  }
  return {
    Socket,
    terminate() {
      for (const socket of open) socket.terminate()
    },
  }
}
