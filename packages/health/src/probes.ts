import { type Probe, type ProbeResult, runProbe } from './probe.ts'

/** Dependencies that are asked again and again in the background. */
export interface Probes {
  /** The last answers by name; a dependency that has not answered yet is absent. */
  results(): Readonly<Record<string, ProbeResult>>
  /** Settles when every dependency has been asked once. */
  readonly firstRound: Promise<void>
  /** No dependency is asked after this; a check under way is left to end by itself. */
  stop(): void
}

export interface ProbesOptions {
  /** From 0 up to 1, drawn before each wait; spreads the questions of many processes. Default `Math.random`. */
  readonly jitter?: () => number
}

/** How much of the interval the jitter may add. It never takes any away: the interval is the least time between. */
const spread = 0.2

/**
 * Begins to ask every dependency, each in its own rhythm: at most one question at a time and at most one an interval,
 * however often the results are read. Does not keep the process alive.
 */
export function startProbes(probes: readonly Probe[], options: ProbesOptions = {}): Probes {
  const jitter = options.jitter ?? Math.random
  const results = new Map<Probe, ProbeResult>()
  const timers = new Map<string, NodeJS.Timeout>()
  let stopped = false

  async function ask(probe: Probe): Promise<void> {
    const result = await runProbe(probe)
    if (stopped) return
    results.set(probe, result)
    const wait = probe.intervalMilliseconds * (1 + spread * jitter())
    timers.set(probe.name, setTimeout(() => void ask(probe), wait).unref())
  }

  return {
    results: () =>
      Object.fromEntries(
        [...results].map(([probe, result]) => [probe.name, { ...result, ...probe.addKnown?.(result) }]),
      ),
    firstRound: Promise.all(probes.map(ask)).then(() => undefined),
    stop() {
      stopped = true
      for (const timer of timers.values()) clearTimeout(timer)
    },
  }
}
