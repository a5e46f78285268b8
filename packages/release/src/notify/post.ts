import { requestFor } from '../http/request.ts'
import type { Posting } from './body.ts'

/** How an attempt ended; without a status there was no answer in time. */
export interface Posted {
  readonly status?: number
  /** The header as it came. */
  readonly retryAfter?: string
  /** Why there was no answer, without any address in it. */
  readonly failure?: string
}

/**
 * Posts once, on a connection of its own, and gives the answer's status as soon as its head is there; what follows is not
 * read. No redirection is followed: it would take the message to another place than was configured. Never throws.
 */
export async function post(
  url: URL,
  { body, headers }: Posting,
  limitMs: number,
  signal: AbortSignal,
): Promise<Posted> {
  const begin = await requestFor(url)
  return await new Promise<Posted>((resolve) => {
    const request = begin(url, {
      method: 'POST',
      agent: false,
      headers: { ...headers, 'content-length': Buffer.byteLength(body), connection: 'close' },
    })
    const end = (posted: Posted) => {
      clearTimeout(timer)
      signal.removeEventListener('abort', abort)
      resolve(posted)
      request.destroy()
    }
    const timer = setTimeout(() => end({ failure: `no answer within ${limitMs / 1000} s` }), limitMs)
    const abort = () => end({ failure: 'given up, since the command was asked to stop' })
    signal.addEventListener('abort', abort, { once: true })
    request.on('response', ({ statusCode, headers: answered }) => {
      const retryAfter = answered['retry-after']
      end({ ...(statusCode !== undefined && { status: statusCode }), ...(retryAfter !== undefined && { retryAfter }) })
    })
    // The error's own message may name the address.
    request.on('error', (error: NodeJS.ErrnoException) =>
      end({ failure: `no connection (${error.code ?? 'broken off'})` }),
    )
    if (signal.aborted) abort()
    else request.end(body)
  })
}
