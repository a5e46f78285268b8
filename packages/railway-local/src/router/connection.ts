import { connect, type Socket } from 'node:net'
import { Client } from 'undici'

const CONNECT_TIMEOUT_MS = 10_000

/**
 * One connection to an upstream at a time, one request on it at a time. undici opens it again when it was closed while
 * idle. The socket is made here, because undici does not say whether a request went over a used one, nor whether an
 * answer without a length ended properly or by a reset.
 */
export class Connection {
  /** Answers received over the present socket; above 0 the upstream may have closed it just as a request is written. */
  served = 0
  readonly client: Client
  #socket: Socket | undefined

  /** @param onClosed called whenever the socket has closed, in use or idle. */
  constructor(port: number, onClosed: (connection: Connection) => void) {
    this.client = new Client(`http://127.0.0.1:${port}`, {
      // How long an answer takes is the service's affair, so the router sets no limit of its own.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: (_target, callback) => {
        this.served = 0
        this.#socket = openSocket(port, callback)
      },
    })
    this.client.on('disconnect', () => onClosed(this))
  }

  /** True when the upstream reset the connection; what it had sent until then may be cut short. */
  get wasReset(): boolean {
    return this.#socket?.errored != null
  }
}

type ConnectCallback = (...outcome: [Error, null] | [null, Socket]) => void

function openSocket(port: number, callback: ConnectCallback): Socket {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true })
  const onTimeout = () => {
    socket.destroy(Object.assign(new Error('The upstream did not accept the connection.'), { code: 'ETIMEDOUT' }))
  }
  const onError = (error: Error) => callback(error, null)
  socket.setTimeout(CONNECT_TIMEOUT_MS, onTimeout)
  socket.once('error', onError)
  socket.once('connect', () => {
    socket.setTimeout(0, onTimeout)
    socket.off('error', onError)
    callback(null, socket)
  })
  return socket
}
