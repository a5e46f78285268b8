/** What is known of a request that failed before its answer began. */
export interface FailedAttempt {
  /** How often it was tried, this time included. */
  attempts: number
  /** A connection was there and the request was put on it. */
  wasSent: boolean
  /** GET or HEAD without a body. */
  isRepeatable: boolean
  /** The connection had served another request before. */
  wasUsedBefore: boolean
  /** The upstream was swapped out since it was chosen. */
  isUpstreamRetired: boolean
  errorCode: string | undefined
}

const CLOSED = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'])

/**
 * Says whether a request may go to the route's upstream once more. Only where that cannot do anything twice: it never
 * left the router and there is another upstream by now, or it changes nothing by its method and met a connection that
 * the upstream was closing, for being idle or because it ends. Anything else is an answer to give, not to hide.
 */
export function mayRepeat(failed: FailedAttempt): boolean {
  if (failed.attempts > 1) return false
  if (!failed.wasSent) return failed.isUpstreamRetired
  const isClosed = failed.errorCode !== undefined && CLOSED.has(failed.errorCode)
  return isClosed && failed.isRepeatable && (failed.wasUsedBefore || failed.isUpstreamRetired)
}
