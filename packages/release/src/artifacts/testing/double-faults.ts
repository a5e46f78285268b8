import type { ServerResponse } from 'node:http'

/** What a request can meet. */
export type Fault =
  /** This answer in place of the right one; nothing is done. */
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string }
  /** It is done, and the connection breaks before the answer. */
  | 'lose-answer'
  /** Half of the answer comes, then the connection breaks. */
  | 'break'
  /** Half of the answer comes, as if it were all. */
  | 'shorten'
  /** As many bytes come, but others. */
  | 'alter'
  /** No answer ever comes. */
  | 'hang'
  /** Bytes without end. */
  | 'pour'

/** Answers by `answer`, or as the fault has it. */
export async function meet(fault: Fault | undefined, response: ServerResponse, answer: () => void): Promise<void> {
  if (fault === undefined) answer()
  else if (typeof fault === 'object') response.writeHead(fault.status, fault.headers).end(fault.body)
  else if (fault === 'pour') pour(response)
  else if (fault !== 'hang') {
    const whole = capture(response, answer)
    const half = whole.subarray(0, whole.length / 2)
    if (fault === 'lose-answer') response.destroy()
    else if (fault === 'shorten') response.end(half)
    else if (fault === 'alter') response.end(Buffer.alloc(whole.length, 'x'))
    else {
      response.writeHead(200, { 'content-length': whole.length })
      response.write(half, () => response.destroy())
    }
  }
}

/** Lets `answer` do its work on a response that keeps what it is given. */
function capture(response: ServerResponse, answer: () => void): Buffer {
  let whole = Buffer.alloc(0)
  const { end, writeHead } = response
  response.writeHead = () => response
  response.end = (body?: unknown) => {
    if (body instanceof Uint8Array || typeof body === 'string') whole = Buffer.from(body as string)
    return response
  }
  answer()
  Object.assign(response, { end, writeHead })
  return whole
}

function pour(response: ServerResponse): void {
  const piece = Buffer.alloc(64 * 1024, 'x')
  const go = () => {
    while (!response.destroyed && response.write(piece));
    if (!response.destroyed) response.once('drain', go)
  }
  go()
}
