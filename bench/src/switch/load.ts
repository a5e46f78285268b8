/** Users of every kind that a switch must not lose; about 2,900 requests each second. The same before every proxy. */
export const LOADS = {
  'kept-alive': { concurrency: 32, ratePerSecond: 2000 },
  fresh: { concurrency: 16, ratePerSecond: 250 },
  slow: { concurrency: 30 },
  posted: { concurrency: 16, ratePerSecond: 250 },
  streamed: { concurrency: 8 },
  websocket: { concurrency: 16, ratePerSecond: 250 },
}

/** How far apart switches begin, before every proxy. Milliseconds. */
export const SWITCH_EVERY_MS = 500
