import { startTraffic, type Traffic } from '@kickai/traffic'

const requestsPerSecond = 2
const aYearSeconds = 365 * 24 * 3600

/** A little traffic as long as the page is there, so that it can show what is lost. An answer of 500 is an answer. */
export function fewUsers(url: string): Traffic {
  return startTraffic({
    url,
    kinds: { fresh: { concurrency: 1, ratePerSecond: requestsPerSecond } },
    maxSeconds: aYearSeconds,
    isBad: ({ isWhole, isFallback }) => isWhole && !isFallback,
  })
}
