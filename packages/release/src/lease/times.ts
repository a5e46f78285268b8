/** How long a lease lasts. Milliseconds. */
export interface LeaseTimes {
  readonly limitMs: number
  readonly renewMs: number
  /** The longest that a change may be under way to the platform; one with a bundle may take longer, by its size. */
  readonly requestMs: number
}

export const defaultLeaseTimes: LeaseTimes = { limitMs: 15_000, renewMs: 5_000, requestMs: 20_000 }

/** What an upload sends at the least: 1 Mbit/s. */
const slowestBytesPerMs = 125

/** The longest that a change which sends so many bytes may be under way. This number limits the request and the lease alike. */
export function requestLimitMs({ requestMs }: Pick<LeaseTimes, 'requestMs'>, bytes: number): number {
  return requestMs + Math.ceil(bytes / slowestBytesPerMs)
}
