import type { Remark } from '../judge/remark.ts'
import type { Measurement, Watched } from '../judge/watched.ts'
import type { HookTime } from '../plan/hook.ts'
import type { Plan } from '../plan/plan.ts'
import type { Undelivered } from '../ports/notifier.ts'
import type { Finding, Phase } from '../ports/platform.ts'
import type { Survey } from '../settings/survey.ts'
import type { Against, HookOutcome, Standing } from './event.ts'

/** The states of a release, in the order of a good one; `rolling back` is entered from any of the middle ones. */
export const stateNames = [
  'planned',
  'leased',
  'preflight',
  'awaiting approval',
  'configuring',
  'deploying',
  'verifying',
  'baking',
  'live',
  'rolling back',
  'ended',
] as const
export type StateName = (typeof stateNames)[number]

const beforeAnyChange: ReadonlySet<StateName> = new Set(['planned', 'leased', 'preflight', 'awaiting approval'])

/** Whether a release has come so far that it may have changed something. */
export function mayHaveChanged({ state }: Pick<ReleaseState, 'state'>): boolean {
  return !beforeAnyChange.has(state)
}

/** How a release ended. */
export type Verdict = 'live' | 'failed' | 'rolled back' | 'rollback failed' | 'blocked' | 'unknown'

/** Why a release did not go on: a stable code and a sentence. */
export interface Reason {
  readonly code: string
  /** Begins with the service's name where the release has several. */
  readonly sentence: string
  /** Of which service. */
  readonly service?: string
}

/** A hook that was run. */
export interface HookRun {
  readonly time: HookTime
  readonly index: number
  readonly outcome: HookOutcome
  readonly how: string
  readonly tookMs: number
}

export interface PartState {
  /** Settings or configuration were changed, or may have been. */
  readonly touched: boolean
  readonly deployment?: string
  readonly phase?: Phase
  /** The platform said at least once that it serves, so users may have reached it. */
  readonly served: boolean
  /** When the platform first said so; milliseconds since 1970. */
  readonly servedAt?: number
  /** The kept image could not be run again, so the artifact's bytes are sent instead. */
  readonly cold: boolean
  /** What preflight saw of it. */
  readonly standing?: Standing
  /** The settings it had before anything changed. */
  readonly surveyed?: Survey
  /** How well it proved the settings it should have, by the newest check that was good. */
  readonly settings?: 'proven' | 'not proven'
  /** The deployment of somebody else that came in between. */
  readonly overtaken?: string
  /** How often it was seen that the settings of before are not there again. */
  readonly unlike?: number
  /** What else there is to be said of it, whatever the verdict. */
  readonly noticed?: readonly Remark[]
  /** What ran before, measured before anything changed. */
  readonly measured?: Measurement
  /** What baking has seen of it so far, what is to be said of that, and whether it would do to go live. */
  readonly evidence?: Watched
  readonly remarks?: readonly Remark[]
  readonly settled?: boolean
  /** How the looks while baking have gone. */
  readonly looks?: Looks
  /** How often a call that was to bring the previous release back was sent again, having left no trace. */
  readonly sentAgain?: number
  /** The deployment that brought the previous release back, and those that were to before it. */
  readonly restored?: string
  readonly restoredInVain?: readonly string[]
  /** Until when a change of its settings that nobody answered may still come; milliseconds since 1970. */
  readonly unsettledUntil?: number
  /** It was started while the new release's settings still stood. */
  readonly startedUnset?: boolean
}

/** Looks at one part while baking. */
export interface Looks {
  /** Consecutive good and bad ones. */
  readonly good: number
  readonly bad: number
  /** All of them, and how many were bad. */
  readonly all: number
  readonly ill: number
  /** When the last one ended; milliseconds since 1970. */
  readonly lastAt: number
}

/** One step of going back, for one part. */
export interface BackStep {
  readonly part: number
  readonly step: 'configure' | 'restore' | 'upload' | 'remove' | 'follow' | 'check' | 'seek' | 'see-settings'
  /** Of a call that left no trace: the deployments that there were before it was sent first. */
  readonly known?: readonly string[]
}

/** A release as its journal tells it. Plain data: equal journals give equal states. */
export interface ReleaseState {
  readonly plan: Plan
  readonly state: StateName
  /** When the state was entered; milliseconds since 1970, like every time here. */
  readonly enteredAt: number
  /** When each state was first entered. */
  readonly times: { readonly [name in StateName]?: number }
  readonly token?: number
  readonly leaseHeld: boolean
  /** Since when somebody carries it out: the lease was last taken then. */
  readonly carriedSince?: number
  /** Who else held the lease, when it was refused. */
  readonly heldBy?: string
  readonly findings: readonly Finding[]
  /** Preflight holds, under the lease that is held now. */
  readonly inspected: boolean
  readonly against?: readonly Against[]
  readonly approval?: { readonly by: string; readonly at: number }
  /** Whether people were told that one of them is waited for. */
  readonly askedFor: boolean
  /** Those that have ended, in order. */
  readonly hooks: readonly HookRun[]
  /** Index of the part that is worked on. */
  readonly part: number
  readonly parts: readonly PartState[]
  /** Consecutive good and bad checks, but for those while baking, which each part has its own of. */
  readonly good: number
  readonly bad: number
  /** What last went wrong with going back, while it is tried again. */
  readonly trouble?: Reason
  /** When the last look at the service ended, or the last failed try of a step back. */
  readonly lookedAt?: number
  readonly reason?: Reason
  /** The etag of the environment's configuration after what this release changed last, or as preflight saw it. */
  readonly etag?: string
  /** What is left of going back, first step first. */
  readonly back: readonly BackStep[]
  readonly notified: boolean
  /** Who could not be told, of all that was to be told. */
  readonly undelivered: readonly Undelivered[]
  readonly verdict?: Verdict
}

/** A release at its beginning. */
export function initial(plan: Plan): ReleaseState {
  return {
    plan,
    state: 'planned',
    enteredAt: plan.plannedAt,
    times: { planned: plan.plannedAt },
    leaseHeld: false,
    findings: [],
    inspected: false,
    askedFor: false,
    hooks: [],
    part: 0,
    parts: plan.parts.map(() => ({ touched: false, served: false, cold: false })),
    good: 0,
    bad: 0,
    back: [],
    notified: false,
    undelivered: [],
  }
}
