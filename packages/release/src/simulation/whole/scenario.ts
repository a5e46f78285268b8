import type { HookOutcome } from '../../machine/event.ts'
import type { HookTime } from '../../plan/hook.ts'
import type { ReleaseKind } from '../../plan/plan.ts'
import type { Policy } from '../../plan/policy.ts'
import type { ServiceKind } from '../../ports/platform.ts'
import type { Fate, OverlapAnswers } from '../simulated-service.ts'

/** Everything by which one simulated release differs from another. Plain data: the same scenario runs the same way. */
export interface Scenario {
  /** `first`: nothing runs before it. */
  readonly kind: 'first' | ReleaseKind
  /** What each part is for, in the order in which they are released: one to three. */
  readonly parts: readonly ServiceKind[]
  readonly policy: Pick<
    Policy,
    'passes' | 'failures' | 'bakeMs' | 'settleMs' | 'identity' | 'inconclusive' | 'releaseMs'
  >
  /** Whether services tell the fingerprint of their settings to who shows the probe token, and must. */
  readonly proof: 'demanded' | 'where-echoed' | 'untold'
  /** How the new service behaves, and in which part; the other parts are good. */
  readonly behaviour: BehaviourName
  readonly badPart: number
  /** When it begins to be bad, for those that begin well. Milliseconds after it began to serve. */
  readonly badAfterMs: number
  /** Users' requests a second. */
  readonly users: number
  /** What becomes of the deployments that are made, in this order; of any later one, nothing special. */
  readonly fates: readonly Fate[]
  /** How long the platform is told to run a release beside the one before it, and who answers meanwhile. */
  readonly overlap?: { readonly seconds: number; readonly answers: OverlapAnswers }
  /** How long every call to the platform and every probe takes. Milliseconds. */
  readonly latencyMs: number
  readonly faults: readonly Fault[]
  /** The processes that carry the release, one after another. Whatever they leave undone, one without mishaps finishes. */
  readonly lives: readonly Life[]
  readonly others: readonly Other[]
  readonly clockSteps: readonly ClockStep[]
  /** Whether a person is asked, and what that person does. */
  readonly approval?: 'approves' | 'rejects' | 'says nothing'
  readonly hooks: readonly { readonly time: HookTime; readonly outcome: HookOutcome; readonly ms: number }[]
  /** Notices reach nobody. */
  readonly tellsNobody: boolean
}

export const behaviourNames = [
  'good',
  'never starts',
  'other bytes',
  'other deployment',
  'fails at once',
  'fails later',
  'flaps',
  'crashes',
  'restarts',
  'errors',
  'slow',
  'much memory',
  'says nothing',
] as const
export type BehaviourName = (typeof behaviourNames)[number]

export const changes = ['configure', 'upload', 'restore', 'remove'] as const
export const questions = ['view', 'preflight', 'heldSettings', 'deployment', 'traffic', 'usage', 'executions'] as const
/** What a process asks of the outside. */
export type Operation =
  | (typeof changes)[number]
  | (typeof questions)[number]
  | 'ask'
  | 'follow'
  | 'transaction'
  | 'read'

/**
 * - `refused`: did nothing and never will
 * - `put off`: did nothing, to be tried again after `ms`, or no word when
 * - `lost`: acted, and the answer was lost
 * - `vanished`: never acts, and nobody is told
 * - `slow`: acts and answers after `ms`; where that is longer than a request may take, the answer comes too late
 * - `lies`: answers well and does nothing
 * - `fails`: a question that gets no answer
 */
export type Trouble = 'refused' | 'put off' | 'put off without a time' | 'lost' | 'vanished' | 'slow' | 'lies' | 'fails'

/** Trouble with some calls of an operation: from the one numbered `from` on, counted over all processes, so many. */
export interface Fault {
  readonly operation: Operation
  readonly from: number
  readonly times: number
  readonly trouble: Trouble
  readonly ms: number
}

/** One process at work on the release. */
export interface Life {
  /** At which of its calls to the outside something happens to it, and whether that call still acts. */
  readonly mishap?: {
    readonly atCall: number
    readonly afterActing: boolean
    readonly what: 'dies' | 'is paused'
    readonly pauseMs: number
    /** While it is paused somebody takes it for dead and resumes. */
    readonly isResumed?: boolean
  }
  /** When it is asked to stop. Milliseconds after it began. */
  readonly stopAfterMs?: number
  /** How long it takes until somebody resumes. Milliseconds. */
  readonly laterMs: number
}

/** What somebody else does meanwhile, so many milliseconds after the release began. */
export interface Other {
  readonly atMs: number
  readonly does:
    | 'deploys'
    | 'resumes'
    | 'redeploys by hand'
    | 'uploads by hand'
    | 'changes a setting by hand'
    | 'ends it by hand'
    | 'image is forgotten'
}

/** The wall clock of the deploying machine is set. Milliseconds. */
export interface ClockStep {
  readonly atMs: number
  readonly byMs: number
}
