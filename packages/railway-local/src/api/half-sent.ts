import type { ServerResponse } from 'node:http'

/** Lets the first half of whatever is answered through, and breaks the connection then. */
export function breakHalfway(response: ServerResponse): void {
  const write = response.write.bind(response)
  const half = (chunk: unknown): boolean => {
    if (typeof chunk !== 'string' && !(chunk instanceof Uint8Array)) return false
    const bytes = Buffer.from(chunk)
    write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.destroy())
    return true
  }
  response.write = (chunk: unknown) => half(chunk)
  response.end = (chunk?: unknown) => {
    half(chunk)
    return response
  }
}
