/**
 * Users of every kind that a switch must not lose; about 1,800 requests each second, which with the users themselves, the
 * service and the platform leaves something of two cores. The same before every proxy.
 */
export const LOADS = {
  'kept-alive': { concurrency: 32, ratePerSecond: 1250 },
  fresh: { concurrency: 16, ratePerSecond: 150 },
  slow: { concurrency: 30 },
  posted: { concurrency: 16, ratePerSecond: 150 },
  streamed: { concurrency: 8 },
  websocket: { concurrency: 16, ratePerSecond: 150 },
}

/** How far apart switches begin, before every proxy. Milliseconds. */
export const SWITCH_EVERY_MS = 1000
