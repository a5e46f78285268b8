import type { Verdict } from './state.ts'

/** What a dependency's check found. */
export interface ProbeAnswer {
  /** One word for the world, such as `connected`. */
  readonly status: string
  readonly verdict: Verdict
  /** Told only to who holds the probe token. */
  readonly reason?: string
  /** More for the world, beside the status. */
  readonly detail?: Readonly<Record<string, string | number>>
}

/** How one dependency is asked, in the background. */
export interface Probe {
  readonly name: string
  /** The least time from one answer to the next question. */
  readonly intervalMilliseconds: number
  /** An answer that takes longer counts as none. */
  readonly limitMilliseconds: number
  /** The status to tell where the check throws or takes too long. */
  readonly failedStatus: string
  /** How bad that is. */
  readonly failedVerdict: Verdict
  check(signal: AbortSignal): Promise<ProbeAnswer>
  /** Adds to the last answer what the process has learned since. Called whenever the results are read; asks nobody. */
  addKnown?(answer: ProbeAnswer): ProbeAnswer
}

/** The last answer of one dependency. */
export interface ProbeResult extends ProbeAnswer {
  readonly latencyMs: number
  /** ISO time of the answer. */
  readonly checkedAt: string
}

/** Asks a dependency once. Never throws: a check that throws or is too slow gives the probe's failed status. */
export async function runProbe(probe: Probe): Promise<ProbeResult> {
  const begun = performance.now()
  const limit = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const tooSlow = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const reason = new Error(`no answer within ${probe.limitMilliseconds} ms`)
      reject(reason)
      limit.abort(reason)
    }, probe.limitMilliseconds)
  })
  const answer = await Promise.race([probe.check(limit.signal), tooSlow]).catch(
    (error: unknown): ProbeAnswer => ({
      status: probe.failedStatus,
      verdict: probe.failedVerdict,
      reason: error instanceof Error ? error.message : String(error),
    }),
  )
  clearTimeout(timer)
  return { ...answer, latencyMs: round(performance.now() - begun), checkedAt: new Date().toISOString() }
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 100) / 100
}
