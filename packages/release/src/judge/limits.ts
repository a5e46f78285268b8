import type { Policy } from '../plan/policy.ts'
import { countAbove, emptyHistogram, sizeOf } from './histogram.ts'
import { percent, type Remark } from './remark.ts'
import { chanceOfHits, type Share } from './statistics/share.ts'
import type { Watched } from './watched.ts'

/** A limit is surely broken where one that is just kept would show as much this seldom; perhaps, where so seldom. */
const sure = 0.005
const perhaps = 0.2
/** Fewer than so many are never sure: a single mishap often comes as two. */
const leastHits = 3
/** What a limit on the 95th percentile leaves. */
const slowest = 0.05

/**
 * Absolute limits on users' requests and on our own probes, each by itself. However few there are: how likely so many
 * would be if the limit were just kept says whether it is broken surely, perhaps, or whether so few say nothing.
 */
export function judgeLimits({ objectives, failures }: Policy, { traffic, probes }: Watched): Remark[] {
  const { errorShare, p95Ms, availability } = objectives
  const times = traffic?.latencies ?? emptyHistogram
  const slow = `took longer than ${p95Ms} ms`
  return [
    ...judgeShare({ hits: probes.failed, of: probes.asked }, roundOff(1 - availability), {
      code: 'unavailable',
      sentence: 'of our own probes failed',
      // So many in a row are borne; more of them scattered are not.
      least: Math.max(leastHits, failures + 1),
    }),
    ...judgeShare({ hits: countAbove(probes.latencies, p95Ms), of: sizeOf(probes.latencies) }, slowest, {
      code: 'probes-too-slow',
      sentence: `of our own probes ${slow}`,
    }),
    ...judgeShare({ hits: traffic?.errors ?? 0, of: traffic?.requests ?? 0 }, errorShare, {
      code: 'too-many-errors',
      sentence: 'requests failed',
    }),
    ...judgeShare({ hits: countAbove(times, p95Ms), of: sizeOf(times) }, slowest, {
      code: 'too-slow',
      sentence: `requests ${slow}`,
    }),
  ]
}

interface Limit {
  readonly code: string
  readonly sentence: string
  /** With fewer hits it is never surely broken. */
  readonly least?: number
}

function judgeShare(share: Share, allowed: number, what: Limit): Remark[] {
  const { hits, of } = share
  if (!(of > 0 && hits / of > allowed)) return []
  const sentence = `${hits} of ${of} ${what.sentence} (${percent(hits / of)}); ${percent(allowed)} is allowed.`
  return [{ weight: weightOf(hits, chanceOfHits(share, allowed), what.least), code: what.code, sentence }]
}

function weightOf(hits: number, p: number, least = leastHits): Remark['weight'] {
  if (p >= perhaps) return 'notice'
  if (hits < leastHits) return 'suspicious'
  return p < sure && hits >= least ? 'bad' : 'inconclusive'
}

/** 1 − 0.999 is a little off 0.001. */
function roundOff(share: number): number {
  return Number(share.toPrecision(12))
}
