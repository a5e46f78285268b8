import { Passing } from './registry-error.ts'

export interface ExchangeRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT'
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Uint8Array | undefined
  /** The most that is taken of the answer. Bytes. */
  readonly mostBytes: number
}

export interface ExchangeAnswer {
  readonly status: number
  readonly headers: Headers
  readonly bytes: Buffer
}

/** How long nothing may come, for an answer or for its next piece. What is sent takes the time that it takes. */
const silenceMs = 30_000

/** Asked for more than was bargained for; nobody's network is to blame. */
export class TooLarge extends Error {}

/**
 * Sends one request and gives the whole answer, whatever its status. Follows no redirection and repeats nothing. Throws
 * `Passing` where there is no answer or not all of it, `TooLarge` where it is larger than `mostBytes`.
 */
export async function exchange(request: ExchangeRequest, signal: AbortSignal): Promise<ExchangeAnswer> {
  const stop = new AbortController()
  const end = () => stop.abort()
  signal.addEventListener('abort', end, { once: true })
  if (signal.aborted) end()
  let silence = request.body === undefined ? setTimeout(end, silenceMs) : undefined
  try {
    const { url, method, headers, body } = request
    const response = await fetch(url, {
      method,
      // Compressed by itself already; a layer must come as the bytes that its digest is of.
      headers: { ...headers, 'accept-encoding': 'identity' },
      body: (body ?? null) as NonNullable<RequestInit['body']> | null,
      redirect: 'manual',
      signal: stop.signal,
    })
    const chunks: Uint8Array[] = []
    let size = 0
    for await (const chunk of response.body ?? []) {
      clearTimeout(silence)
      silence = setTimeout(end, silenceMs)
      size += chunk.byteLength
      if (size > request.mostBytes) throw new TooLarge(`more than ${request.mostBytes} bytes`)
      chunks.push(chunk)
    }
    return { status: response.status, headers: response.headers, bytes: Buffer.concat(chunks) }
  } catch (error) {
    if (error instanceof TooLarge) throw error
    if (stop.signal.aborted) throw new Passing('did not answer in time')
    throw new Passing(`could not be asked: ${innermost(error)}`, { cause: error })
  } finally {
    clearTimeout(silence)
    signal.removeEventListener('abort', end)
    // Lets go of a connection whose answer is not wanted any more; harmless after a whole answer.
    stop.abort()
  }
}

/** `fetch` says only that it failed; what lies beneath says why. */
function innermost(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return innermost(error.errors[0])
  if (error instanceof Error && error.cause !== undefined) return innermost(error.cause)
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, '')
}
