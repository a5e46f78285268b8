import type { ProbeResult } from './probe.ts'
import { type HealthState, healthState, overallStatus, type Phase } from './state.ts'

/** Who answers: what runs, where, and since when it is known. Fields become known while the process starts. */
export interface Identity {
  /** The platform's id of this deployment. */
  readonly deployment?: string | undefined
  /** The digest the process has computed from its own bytes; absent where it runs from source. */
  readonly digest?: string | undefined
  readonly commit?: string | undefined
  readonly environment?: string | undefined
  readonly version?: string | undefined
}

/** What is told only to who has shown the probe token. */
export interface Confided {
  /** A fingerprint, never a value; absent where the process knows none. */
  readonly settings?: string | undefined
}

/** What `/health` tells. */
export interface HealthReport extends Identity {
  readonly status: 'healthy' | 'degraded' | 'unhealthy'
  readonly state: HealthState
  readonly timestamp: string
  readonly uptimeSeconds: number
  readonly services: Readonly<Record<string, Readonly<Record<string, string | number>>>>
  /** The fingerprint of the settings that the process has; only for who has shown the probe token. */
  readonly settings?: string
}

/** Makes the report from what is known at one moment. Pure. */
export function healthReport(known: {
  readonly phase: Phase
  readonly identity: Identity
  readonly results: Readonly<Record<string, ProbeResult>>
  readonly now: Date
  readonly uptimeSeconds: number
  /** Given for who has shown the probe token: then it is told besides why a dependency is not well. */
  readonly confided?: Confided | undefined
}): { readonly statusCode: 200 | 500; readonly body: HealthReport } {
  const verdicts = Object.values(known.results).map((result) => result.verdict)
  const status = overallStatus(known.phase, verdicts)
  const body: HealthReport = {
    status,
    state: healthState(known.phase, verdicts),
    timestamp: known.now.toISOString(),
    ...known.identity,
    uptimeSeconds: Math.round(known.uptimeSeconds * 1000) / 1000,
    services: Object.fromEntries(
      Object.entries(known.results).map(([name, result]) => [name, told(result, known.confided !== undefined)]),
    ),
    ...(known.confided?.settings !== undefined && { settings: known.confided.settings }),
  }
  return { statusCode: status === 'unhealthy' ? 500 : 200, body }
}

function told(result: ProbeResult, withReasons: boolean): Record<string, string | number> {
  const { status, latencyMs, checkedAt, reason, detail } = result
  return { status, latencyMs, checkedAt, ...detail, ...(withReasons && reason !== undefined ? { reason } : {}) }
}
