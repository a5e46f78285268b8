/** Where a process is in its life. A service moves through these by itself. */
export type Phase = 'starting' | 'standby' | 'ready' | 'draining' | 'stopped'

/** What the world is told: a phase, or `degraded` for a ready process that misses something it depends on. */
export type HealthState = Phase | 'degraded'

/** How bad one dependency's answer is for the service. */
export type Verdict = 'good' | 'degraded' | 'unhealthy'

/** The state to tell. Only a ready process can be degraded: one that starts, waits or drains says just that. */
export function healthState(phase: Phase, verdicts: readonly Verdict[]): HealthState {
  return phase === 'ready' && verdicts.some((verdict) => verdict !== 'good') ? 'degraded' : phase
}

/** Whether the process can take work now. A standby process counts: it takes over as soon as it is its turn. */
export function isReady(phase: Phase): boolean {
  return phase === 'standby' || phase === 'ready'
}

/** The overall status. A process that is still starting is unhealthy, so that nobody sends it work. */
export function overallStatus(phase: Phase, verdicts: readonly Verdict[]): 'healthy' | 'degraded' | 'unhealthy' {
  if (phase === 'starting' || phase === 'stopped' || verdicts.includes('unhealthy')) return 'unhealthy'
  return verdicts.includes('degraded') ? 'degraded' : 'healthy'
}
