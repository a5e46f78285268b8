import type { Entry } from '../journal/entry.ts'
import { replay } from '../journal/journal.ts'
import type { Event } from '../machine/event.ts'
import type { ReleaseState } from '../machine/state.ts'
import type { TrafficCount, Usage } from '../ports/platform.ts'
import { addTallies, emptyTally } from './add.ts'
import { type Answered, serviceTally } from './observation.ts'
import type { Tally } from './tally.ts'

/** What a release adds to the day that it ended on. */
export interface TalliedRelease {
  readonly environment: string
  /** Such as `2026-11-23`, UTC. */
  readonly day: string
  readonly tally: Tally
}

/** Pure. Undefined for a release that has not ended. */
export function tallyOfRelease(entries: readonly Entry[]): TalliedRelease | undefined {
  const state = replay(entries)
  const { plan, verdict } = state
  if (verdict === undefined) return undefined
  const counted = plan.kind === 'rollback' ? ofRollback(state, verdict) : ofChange(state, verdict)
  const events = entries.flatMap((entry) =>
    entry.kind === 'observation' || entry.kind === 'result' ? [entry.event] : [],
  )
  const services = plan.parts.map((_, part) => ofService(state, events, part))
  const tally = services.reduce(
    (total, service) => addTallies(total, { ...emptyTally, downInReleasesMs: service.downMs, service }),
    { ...emptyTally, ...counted },
  )
  return { environment: plan.environment, day: dayOf(endedAt(state)), tally }
}

/** The UTC day of a time. */
export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}

type Counted = Partial<Omit<Tally, 'service'>>

function ofChange(state: ReleaseState, verdict: NonNullable<ReleaseState['verdict']>): Counted {
  const { times } = state
  const reached = state.parts.some(({ served }) => served)
  const takenBack = reached && verdict !== 'live'
  const isBack = verdict === 'rolled back'
  return {
    changes: { [verdict]: 1 },
    reached: reached ? 1 : 0,
    takenBack: takenBack ? 1 : 0,
    commitToLiveMs: commitToLive(state, verdict),
    rollbackMs: isBack ? span(times['rolling back'], endedAt(state)) : [],
    recoveryMs: isBack && reached ? span(times.verifying, endedAt(state)) : [],
  }
}

/** A person who goes back says that what was live had failed. */
function ofRollback({ plan, times }: ReleaseState, verdict: NonNullable<ReleaseState['verdict']>): Counted {
  const proven = verdict === 'live' ? span(plan.plannedAt, times.baking ?? times.live) : []
  return {
    rollbacks: { [verdict]: 1 },
    takenBack: verdict === 'live' && plan.parts.some(({ before }) => before !== undefined) ? 1 : 0,
    rollbackMs: proven,
    recoveryMs: proven,
  }
}

/** Only what brought another artifact counts: settings alone are no commit that went live. */
function commitToLive({ plan, times }: ReleaseState, verdict: string): number[] {
  const { committedAt, digest } = plan.artifact
  const isNew = plan.parts.some(({ before }) => before?.digest !== digest)
  return verdict === 'live' && isNew ? span(committedAt, times.live) : []
}

function endedAt({ times, enteredAt }: ReleaseState): number {
  return times.ended ?? times.live ?? enteredAt
}

/** Clocks of two machines differ, so a negative span is none. */
function span(from: number | undefined, to: number | undefined): number[] {
  return from === undefined || to === undefined ? [] : [Math.max(0, Math.round(to - from))]
}

/**
 * Each probe stands for the time since the one before it, though for no longer than a few looks take: who was killed saw
 * nothing. A first release that fails is no outage, for there was no service.
 */
function ofService(state: ReleaseState, events: readonly Event[], part: number): Tally['service'] {
  const { policy, parts } = state.plan
  const isFirst = parts[part]?.before === undefined
  if (isFirst && state.verdict !== 'live') return emptyTally.service
  const most = 3 * policy.checkEveryMs + policy.checkTimeoutMs
  const looks: Answered[] = []
  let last: number | undefined
  let traffic: TrafficCount | undefined
  let usage: Usage | undefined
  for (const event of events) {
    if ((event.kind !== 'checked' && event.kind !== 'observed') || event.part !== part) continue
    // Of a service that nobody can ask there are no probes, but what it used.
    if (event.health !== undefined) {
      const coversMs = Math.min(most, Math.max(0, event.at - (last ?? event.at - policy.checkEveryMs)))
      looks.push({ health: event.health, coversMs })
      last = event.at
    }
    if (event.kind === 'checked') continue
    // Counts begin with baking and include those before.
    traffic = event.traffic ?? traffic
    usage = event.usage ? { ...event.usage, samples: [...(usage?.samples ?? []), ...event.usage.samples] } : usage
  }
  const { processors, memoryBytes } = policy.objectives
  return serviceTally({
    looks,
    traffic,
    usage,
    limits: { ...(processors !== undefined && { processors }), ...(memoryBytes !== undefined && { memoryBytes }) },
  })
}
