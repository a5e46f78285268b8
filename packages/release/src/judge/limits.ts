import type { Objectives } from '../plan/policy.ts'
import type { TrafficCount } from '../ports/platform.ts'

/** What users' requests say about a release. `inconclusive` is never success; the caller goes by its own probes then. */
export type LimitOutcome =
  | { readonly outcome: 'good' }
  | { readonly outcome: 'bad' | 'inconclusive'; readonly code: string; readonly sentence: string }

/** Users' requests against absolute limits. */
export function judgeLimits(objectives: Objectives, traffic: TrafficCount | undefined): LimitOutcome {
  if (traffic === undefined)
    return { outcome: 'inconclusive', code: 'no-traffic-data', sentence: 'The platform gave no figures on requests.' }
  if (traffic.requests < objectives.leastRequests) {
    return {
      outcome: 'inconclusive',
      code: 'too-little-traffic',
      sentence: `Too little to compare: ${traffic.requests} of ${objectives.leastRequests} requests.`,
    }
  }
  const share = traffic.errors / traffic.requests
  if (!Number.isFinite(share))
    return { outcome: 'inconclusive', code: 'no-traffic-data', sentence: 'The figures on requests could not be read.' }
  if (share > objectives.errorShare) {
    return {
      outcome: 'bad',
      code: 'too-many-errors',
      sentence: `${traffic.errors} of ${traffic.requests} requests failed; ${percent(objectives.errorShare)} is allowed.`,
    }
  }
  if (traffic.p95Ms !== undefined && traffic.p95Ms > objectives.p95Ms) {
    return {
      outcome: 'bad',
      code: 'too-slow',
      sentence: `The 95th percentile is ${Math.round(traffic.p95Ms)} ms; ${objectives.p95Ms} ms is allowed.`,
    }
  }
  return { outcome: 'good' }
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1).replace(/\.0$/, '')} %`
}
