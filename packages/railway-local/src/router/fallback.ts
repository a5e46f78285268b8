import type { ServerResponse } from 'node:http'

/** Why the router answers by itself. */
export type FallbackCode = 'no-deployment' | 'upstream-failed' | 'bad-request'

const STATUS: Record<FallbackCode, number> = { 'no-deployment': 503, 'upstream-failed': 502, 'bad-request': 400 }

const MESSAGE: Record<FallbackCode, string> = {
  'no-deployment': 'No deployment serves here.',
  'upstream-failed': 'The deployment that serves here did not answer.',
  'bad-request': 'The request cannot be passed on.',
}

/** What else the body says. */
export interface FallbackDetail {
  /** Which deployment was asked. */
  deployment?: string
  /** Why nothing serves, as the platform gave it. */
  reason?: string
}

/** Answers in place of a service; `x-railway-fallback` tells this answer from one that a service gave. */
export function answerFallback(response: ServerResponse, code: FallbackCode, detail: FallbackDetail): void {
  const body = `${JSON.stringify({ code, message: MESSAGE[code], ...detail })}\n`
  response.writeHead(STATUS[code], {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'x-railway-fallback': 'true',
  })
  response.end(body)
}
