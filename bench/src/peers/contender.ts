/** A proxy before one upstream at a time: our router, or one of those it is measured beside. */
export type Contender = {
  name: string
  /** As the program itself gives it. */
  version: string
  /** Where users find it. */
  url: string
  /** Processes that do the work for a request. */
  pids: readonly number[]
  /**
   * Sends every new request to this port of 127.0.0.1 from the end of the call on.
   * @param label names the upstream, where the proxy names upstreams
   */
  point(port: number, label: string): Promise<void>
  stop(): Promise<void>
}

/** Where a proxy may put its files. */
export type ContenderPlace = { folder: string }
