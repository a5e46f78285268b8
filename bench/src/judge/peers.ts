import { compareRanks, tiesOf } from '@kickai/release'
import { part, type Requests } from './requests.ts'

/** How others decide, on the same requests: whether they would roll the release back. */
export interface Peer {
  readonly name: string
  isRolledBack(before: Requests, after: Requests): boolean
}

/** The chance of a false alarm that the tests below take, each. */
const level = 0.01

/** A plain threshold: the 95th percentile grew by half, or one in a hundred more fail than before. */
const threshold: Peer = {
  name: 'threshold',
  isRolledBack(before, after) {
    return p95(after) > 1.5 * p95(before) || errorShare(after) > errorShare(before) + 0.01
  },
}

/** A plain Mann-Whitney test, once at the end, on times and on errors; as canary judges of the kind of Kayenta do. */
const mannWhitney: Peer = { name: 'mannWhitney', isRolledBack: differs }

/** The same test after each quarter of the time, rolled back at the first that differs. */
const mannWhitneyEachQuarter: Peer = {
  name: 'mannWhitneyEachQuarter',
  isRolledBack(before, after) {
    const size = after.latencies.length
    return [0.25, 0.5, 0.75, 1]
      .map((share) => Math.round(share * size))
      .some((count) => differs(before, part(after, 0, count)))
  },
}

export const peers: readonly Peer[] = [threshold, mannWhitney, mannWhitneyEachQuarter]

function differs(before: Requests, after: Requests): boolean {
  const errors = tiesOf(before.failed.map(Number), after.failed.map(Number))
  return compareRanks(tiesOf(before.latencies, after.latencies)).p < level || compareRanks(errors).p < level
}

function p95({ latencies }: Requests): number {
  return latencies.toSorted((left, right) => left - right)[Math.ceil(0.95 * latencies.length) - 1] ?? 0
}

function errorShare({ failed }: Requests): number {
  return failed.filter(Boolean).length / failed.length
}
