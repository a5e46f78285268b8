import type { Policy } from '../plan/policy.ts'
import { allotment, checkpointAt } from './checkpoints.ts'
import { compare } from './compare.ts'
import { judgeLimits } from './limits.ts'
import type { Remark } from './remark.ts'
import { judgeUsage } from './usage.ts'
import type { Figure, Measurement, Watched } from './watched.ts'

/** `open`: neither; baking goes on. */
export type Judgement =
  | { readonly outcome: 'good' | 'open'; readonly watched: Watched; readonly remarks: readonly Remark[] }
  | {
      readonly outcome: 'bad'
      readonly watched: Watched
      readonly remarks: readonly Remark[]
      readonly reason: { readonly code: string; readonly sentence: string }
    }

/** What is judged: one part of a release, at one look. */
export interface Sight {
  /** Absent: there was nothing before, or nothing that it should be compared with. */
  readonly before?: Measurement
  readonly watched: Watched
  /** Since baking began; milliseconds. */
  readonly elapsedMs: number
  /** Whether this look asked the platform for its figures; without them nothing goes live. */
  readonly hasFigures: boolean
}

/**
 * Judges what baking has seen. Pure, and the same for the same events, so a journal that is read again tells the same.
 * Limits hold from the first look on; comparisons are made at checkpoints; what is inconclusive at the planned end
 * prolongs baking up to its bound, and is settled by the policy there.
 */
export function judge(policy: Policy, look: Sight): Judgement {
  const { elapsedMs, hasFigures } = look
  const { bakeMs, prolongMs } = policy
  const watched = hasFigures ? compared(policy, look) : look.watched
  const remarks = remarksOn(policy, watched, elapsedMs >= bakeMs)
  const bad = remarks.find(({ weight }) => weight === 'bad')
  if (bad !== undefined) return { outcome: 'bad', watched, remarks, reason: reasonOf(bad, bad.sentence) }
  if (elapsedMs < bakeMs || !hasFigures) return { outcome: 'open', watched, remarks }
  const isOpen = remarks.some(({ weight }) => weight === 'inconclusive' || weight === 'suspicious')
  if (!isOpen) return { outcome: 'good', watched, remarks }
  if (elapsedMs < bakeMs + prolongMs) return { outcome: 'open', watched, remarks }
  const unsettled = remarks.find(({ weight }) => weight === 'inconclusive')
  if (unsettled === undefined || policy.inconclusive === 'pass') return { outcome: 'good', watched, remarks }
  const seconds = Math.round((bakeMs + prolongMs) / 1000)
  const sentence = `Still inconclusive after ${seconds} s: ${unsettled.sentence}`
  return { outcome: 'bad', watched, remarks, reason: reasonOf({ code: 'inconclusive' }, sentence) }
}

function reasonOf({ code }: { readonly code: string }, sentence: string) {
  return { code, sentence }
}

/** Between two checkpoints what the last comparison left stands. */
function compared(policy: Policy, { before, watched, elapsedMs }: Sight): Watched {
  const checkpoint = checkpointAt(elapsedMs, policy.bakeMs, policy.prolongMs)
  if (before === undefined || checkpoint <= watched.checkpoint) return watched
  const remarks = compare(policy, before, watched, allotment(watched.checkpoint, checkpoint))
  return { ...watched, checkpoint, compared: remarks }
}

function remarksOn(policy: Policy, watched: Watched, isPlannedEnd: boolean): Remark[] {
  return [
    ...judgeLimits(policy, watched),
    ...judgeRestarts(policy, watched),
    ...judgeUsage(policy, watched, isPlannedEnd),
    ...judgeExecutions(watched, isPlannedEnd),
    ...judgeUnread(watched),
    ...watched.compared,
  ]
}

function judgeRestarts({ objectives }: Policy, { restarts }: Watched): Remark[] {
  const count = Math.max(restarts.byUptime, restarts.byPlatform)
  if (count <= objectives.restarts) return []
  const sentence = `The service was started again ${count} times by itself; ${objectives.restarts} is allowed.`
  return [{ weight: 'bad', code: 'restarted', sentence }]
}

/** A schedule that is slower than baking leaves the new command untried, which is to be known. */
function judgeExecutions({ executions }: Watched, isPlannedEnd: boolean): Remark[] {
  if (!isPlannedEnd || executions === undefined || executions.done + executions.failed > 0) return []
  const sentence = 'Its command was not due while it was watched, so no run of it has been seen.'
  return [{ weight: 'notice', code: 'not-executed', sentence }]
}

/** No data is not success. What the platform never gave at all, though, was not lost either: use may be unknown to it. */
function judgeUnread({ unread, read }: Watched): Remark[] {
  return unread.map((figure): Remark => {
    const isNeeded = figure === 'traffic' || figure === 'record'
    const weight = isNeeded || read.includes(figure) ? 'inconclusive' : 'notice'
    return { weight, code: `no-${figure}-data`, sentence: `${subjects[figure]} could not be read.` }
  })
}

const subjects: { readonly [figure in Figure]: string } = {
  traffic: 'The figures on requests',
  usage: 'The figures on processor and memory',
  record: "The platform's record of what runs",
  executions: 'How the runs of its command ended',
}
