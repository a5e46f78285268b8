import {
  defaultPolicy,
  judge,
  type Measurement,
  noProbes,
  nothingWatched,
  type Policy,
  type Probes,
  type TrafficCount,
  type Watched,
  withProbe,
} from '@kickai/release'
import { countOf, part, type Requests } from './requests.ts'

/** A minute is planned; each second it is probed, and each 5 seconds the platform is asked for its figures. */
export const policy: Policy = { ...defaultPolicy, bakeMs: 60_000, prolongMs: 60_000 }
const looks = 12
const probesPerLook = 5

/** How a release ended: whether it was rolled back, and whether it was watched longer than planned. */
export interface Ended {
  readonly isRolledBack: boolean
  readonly isProlonged: boolean
}

/** What a release is like, before and after: users' requests, twice as many after as the planned time brings, and how long a probe takes. */
export interface Observed {
  readonly before: Requests
  readonly after: Requests
  probeBefore(): number
  probeAfter(): number
}

/** Lets the judge watch a release as the machine does: look by look, the planned time, and longer where it asks for that. */
export function bake({ before, after, probeBefore, probeAfter }: Observed): Ended {
  const measured: Measurement = {
    probes: probed(noProbes, policy.comparison.beforeProbes, probeBefore),
    traffic: countOf(before),
  }
  const upTo = (look: number) => Math.round((look * after.latencies.length) / 2 / looks)
  let traffic: TrafficCount | undefined
  let watched: Watched = nothingWatched
  for (let look = 1; ; look++) {
    traffic = countOf(part(after, upTo(look - 1), upTo(look)), traffic)
    const probes = probed(watched.probes, probesPerLook, probeAfter)
    const judged = judge(policy, {
      before: measured,
      watched: { ...watched, probes, traffic },
      elapsedMs: look * (policy.bakeMs / looks),
      hasFigures: true,
    })
    watched = judged.watched
    if (judged.outcome !== 'open') return { isRolledBack: judged.outcome === 'bad', isProlonged: look > looks }
  }
}

function probed(probes: Probes, count: number, latencyMs: () => number): Probes {
  let after = probes
  for (let asked = 0; asked < count; asked++) after = withProbe(after, { status: 200, latencyMs: latencyMs() })
  return after
}
