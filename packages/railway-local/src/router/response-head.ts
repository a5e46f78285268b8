import { withoutNamed } from './request-head.ts'

/** An answer's head as it goes on to the user. */
export interface ResponseHead {
  /** Names and values in turn. */
  headers: string[]
  /** The end of the body is known by a length or by chunks, not by the connection's end alone. */
  isFramed: boolean
  /** A length is given, so body bytes follow at once; without one the head must not wait for them. */
  hasLength: boolean
  hasRequestId: boolean
}

/** Rewrites an answer's headers for the user; those that concern only the upstream's connection stay behind. */
export function responseHead(raw: readonly (Buffer | string)[]): ResponseHead {
  const headers: string[] = []
  let isChunked = false
  let hasLength = false
  let hasRequestId = false
  let connection = ''
  for (let index = 0; index < raw.length; index += 2) {
    const name = latin1(raw[index] as Buffer | string)
    const value = latin1(raw[index + 1] as Buffer | string)
    switch (name.toLowerCase()) {
      case 'connection':
        connection += `${value.toLowerCase()},`
        break
      case 'transfer-encoding':
        isChunked = true
        break
      case 'keep-alive':
      case 'proxy-connection':
      case 'te':
      case 'trailer':
      case 'upgrade':
        break
      case 'content-length':
        hasLength = true
        headers.push(name, value)
        break
      case 'x-request-id':
        hasRequestId = true
        headers.push(name, value)
        break
      default:
        headers.push(name, value)
    }
  }
  return { headers: withoutNamed(headers, connection), isFramed: isChunked || hasLength, hasLength, hasRequestId }
}

function latin1(text: Buffer | string): string {
  return typeof text === 'string' ? text : text.toString('latin1')
}
