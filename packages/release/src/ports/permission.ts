/** The right to have one change under way. */
export interface Permit {
  /** Milliseconds that are left for it, by the monotonic clock; with 0 or less it must not be sent any more. */
  leftMs(): number
}

/**
 * Asked by an adapter before it sends a change, each time, with how many bytes the change carries. The change is not
 * sent where this rejects, and is given up when the permit has run out: by then somebody else may hold the lease.
 */
export type Permission = (bytes: number) => Promise<Permit>
