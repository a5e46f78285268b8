import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'

/**
 * A request's body on its way to the upstream, read only as fast as the upstream takes it. It can be destroyed without
 * the user's connection going with it, so that an upstream that answers before it has read everything is heard.
 */
export class RequestBody extends Readable {
  /** Bytes read so far. */
  received = 0
  readonly #request: IncomingMessage
  readonly #response: ServerResponse
  #isAttached = false

  constructor(request: IncomingMessage, response: ServerResponse) {
    super()
    this.#request = request
    this.#response = response
    // Whoever destroys the body knows why; nobody else has to hear of it.
    this.on('error', () => {})
  }

  override _read(): void {
    if (!this.#isAttached) this.#attach()
    this.#request.resume()
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#request.off('data', this.#onData).off('end', this.#onEnd).off('close', this.#onClose)
    // What is left of the body is thrown away, so that the user's connection can go on to the next request.
    if (this.#isAttached) this.#request.resume()
    callback(error)
  }

  #attach(): void {
    this.#isAttached = true
    this.#request.on('data', this.#onData).on('end', this.#onEnd).on('close', this.#onClose)
    // Only now that the upstream reads does a user who asked first (`Expect: 100-continue`) get leave to send.
    if (this.#request.headers.expect !== undefined) this.#response.writeContinue()
  }

  #onData = (chunk: Buffer): void => {
    this.received += chunk.length
    if (!this.push(chunk)) this.#request.pause()
  }

  #onEnd = (): void => {
    this.push(null)
  }

  #onClose = (): void => {
    if (!this.#request.readableEnded) this.destroy(new Error('The user left while sending.'))
  }
}
