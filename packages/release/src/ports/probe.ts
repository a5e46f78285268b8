/** One look at the running service over its own address, as a user would reach it. */
export interface ProbeAnswer {
  /** HTTP status; undefined where there was no whole answer. */
  readonly status?: number
  readonly latencyMs: number
  /** When it was there, milliseconds since 1970; whoever asked adds it. What is asked beside it may take much longer. */
  readonly answeredAt?: number
  /** What the service says of itself in its JSON answer: `deployment`, `digest`, `commit`. */
  readonly deployment?: string
  readonly digest?: string
  readonly commit?: string
  /** The fingerprint of the settings it has, told only to who shows the probe token. */
  readonly settings?: string
  /** How long it has been running by its own account (`uptimeSeconds`); tells a restart. */
  readonly uptimeSeconds?: number
  /** Why there was no whole answer. */
  readonly failure?: string
}

export interface Probe {
  /** `url` is whole. Never throws for what the service did; a failure is an answer. Uses a fresh connection. */
  ask(url: string, options: { readonly timeoutMs: number; readonly token?: string }): Promise<ProbeAnswer>
}
