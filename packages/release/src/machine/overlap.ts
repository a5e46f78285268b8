import type { CheckOutcome } from '../gates/check.ts'
import type { Answers } from './event.ts'
import { demandOf, expected, partOf } from './part.ts'
import type { PartState, ReleaseState } from './state.ts'

/**
 * How long from when a part's deployment serves the one before it may go on answering, as the platform is told to let it:
 * by the configuration of either, whichever is longer, since it is not certain whose counts. Milliseconds; 0 where
 * nothing ran before.
 */
export function overlapMs(state: ReleaseState, part: number): number {
  const { configuration, before } = state.plan.parts[part] ?? {}
  if (configuration === undefined || !mayHaveRun(state, part)) return 0
  return 1000 * Math.max(configuration.overlapSeconds, before?.configuration.overlapSeconds ?? 0)
}

/** The overlap with a margin. 0 for plans of versions that knew no margin: their releases go on as they were begun. */
export function graceMs(state: ReleaseState, part: number): number {
  const { overlapMarginMs } = state.plan.policy
  return overlapMarginMs === undefined || !mayHaveRun(state, part) ? 0 : overlapMs(state, part) + overlapMarginMs
}

/** Until then the old one may answer by right, so nothing goes live before. Milliseconds since 1970; 0: at once. */
export function overlapEnd(state: ReleaseState, part: number): number {
  const since = overlapSince(state, part)
  return since === undefined || graceMs(state, part) === 0 ? 0 : since + overlapMs(state, part)
}

/**
 * From when the overlap is counted: from when it serves, or from when somebody else took the release over after that. The
 * clocks of two machines differ, and what the one has seen says little of how long it is ago for the other.
 */
function overlapSince(state: ReleaseState, part: number): number | undefined {
  const { servedAt } = partOf(state, part)
  return servedAt === undefined ? undefined : Math.max(servedAt, state.carriedSince ?? 0)
}

/** The largest of all parts. */
export function longest(state: ReleaseState, ms: (state: ReleaseState, part: number) => number): number {
  return Math.max(0, ...state.parts.map((_, part) => ms(state, part)))
}

/**
 * Whether a look that was not good tells nothing of the new release, since the one before it answered, or may have:
 * during the overlap, with its margin, that is the platform's doing. It counts for nobody then, neither good nor bad.
 */
export function isOldOnes(
  state: ReleaseState,
  part: number,
  answers: Answers & { readonly at: number },
  outcome: CheckOutcome,
): boolean {
  const seen = partOf(state, part)
  const { health, at, foreign, record } = answers
  // Whoever was asked in time answers for that time, however long the answer took.
  const askedAt = health?.answeredAt === undefined ? at : health.answeredAt - health.latencyMs
  const since = overlapSince(state, part)
  if (outcome.outcome === 'good' || foreign !== undefined || since === undefined) return false
  if (askedAt >= since + graceMs(state, part)) return false
  switch (outcome.code) {
    case 'identity-other-deployment':
      return isKnown(state, part, health?.deployment)
    case 'identity-other-digest':
      return mayBeNameless(seen, answers) && health?.digest === state.plan.parts[part]?.before?.digest
    case 'identity-not-proven':
      return mayBeNameless(seen, answers)
    case 'identity-not-attested':
      return record === undefined ? mayBeNameless(seen, answers) : record.phase === 'serving'
    case 'smoke-failed':
      return overlapMs(state, part) > 0 && !isNewOnesSmoke(state, part, answers)
    default:
      return false
  }
}

/** Whether something may have run before, be it that no journal knows of it. */
function mayHaveRun(state: ReleaseState, part: number): boolean {
  const { standing } = partOf(state, part)
  return state.plan.parts[part]?.before !== undefined || (standing !== undefined && standing.deployments.length > 0)
}

/** Whether a deployment was there before this release, by its plan or by what preflight saw. */
function isKnown(state: ReleaseState, part: number, deployment: string | undefined): boolean {
  if (deployment === undefined) return false
  const { standing } = partOf(state, part)
  return (
    deployment === state.plan.parts[part]?.before?.deployment || standing?.deployments.includes(deployment) === true
  )
}

/** Nobody said which deployment it is, and the one before was never heard to say so either. */
function mayBeNameless({ measured }: PartState, { health }: Answers): boolean {
  return health?.status !== undefined && health.deployment === undefined && measured?.named !== true
}

/** Smoke checks are requests of their own, so another one than was asked for its health may have answered them. */
function isNewOnesSmoke(state: ReleaseState, part: number, { smoke }: Answers): boolean {
  const { smoke: demanded } = demandOf(state, part, 'new')
  const { deployment } = expected(state, part, 'new')
  return smoke.some((answer, index) => answer.status !== demanded[index]?.status && answer.deployment === deployment)
}
