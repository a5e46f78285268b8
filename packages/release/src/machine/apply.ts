import { judgeCheck } from '../gates/check.ts'
import { judge } from '../judge/judge.ts'
import { asksFigures, nothingWatched, watchedAfter } from '../judge/watched.ts'
import type { Policy } from '../plan/policy.ts'
import { applyApproval } from './approval.ts'
import { applyBack, goBack, journalLost } from './back.ts'
import type { Answers, Event, ForeignDeployment, Standing } from './event.ts'
import { applyHook, goOn } from './hooks.ts'
import { deadlineOf } from './next.ts'
import { foreignReason, withEtag, withImageLeft } from './others.ts'
import { graceMs, isOldOnes, longest, overlapEnd } from './overlap.ts'
import { block, demandOf, enter, expected, noLooks, partOf, withPart } from './part.ts'
import type { Looks, PartState, Reason, ReleaseState } from './state.ts'
import { putRight, withStrays } from './too-late.ts'

/**
 * The release machine: what a release is after an event. Pure; an event that does not belong to the state changes
 * nothing, so a journal can be folded whatever happened between its entries.
 */
export function apply(state: ReleaseState, event: Event): ReleaseState {
  const after = applied(state, event)
  // Whoever gives the lease back leaves; what was under way then is for whoever resumes to look at first.
  const timed = event.kind === 'lease-returned' ? after : inTime(after, event.at)
  // What comes next is due at once where this look has led on to something else.
  const looksOn = timed.state === state.state && timed.back === state.back
  return looksOn && (event.kind === 'checked' || event.kind === 'observed') ? { ...timed, lookedAt: event.at } : timed
}

/** A release that has not come to its end in the time that the whole may take goes back. Going back has a time of its own. */
function inTime(state: ReleaseState, at: number): ReleaseState {
  const { carriedSince, plan } = state
  if (!changing.has(state.state) || carriedSince === undefined || at < carriedSince + plan.policy.releaseMs)
    return state
  const minutes = Math.round(plan.policy.releaseMs / 6_000) / 10
  const sentence = `The release was still ${state.state} after the ${minutes} minutes that it may take altogether.`
  return goBack(state, at, { code: 'release-timeout', sentence }, 'whole')
}

const changing: ReadonlySet<ReleaseState['state']> = new Set(['configuring', 'deploying', 'verifying', 'baking'])

function applied(state: ReleaseState, event: Event): ReleaseState {
  if (event.kind === 'lease-taken') return leaseTaken(state, event)
  if (event.kind === 'lease-returned') return { ...state, leaseHeld: false }
  if (event.kind === 'notified') return notified(state, event)
  if (event.kind === 'hook-ended') return applyHook(state, event)
  if (event.kind === 'put-right') return putRight(state, event)
  if (event.kind === 'journal-lost' && changing.has(state.state)) return journalLost(state, event)
  switch (state.state) {
    case 'planned':
      return event.kind === 'start' ? enter(state, 'leased', event.at) : state
    case 'leased':
      if (event.kind !== 'lease-refused') return state
      return {
        ...block(state, event.at, {
          code: 'lease-held',
          sentence: `${event.holder} is changing this environment.`,
        }),
        heldBy: event.holder,
      }
    case 'preflight':
      return applyPreflight(state, event)
    case 'awaiting approval':
      return applyApproval(state, event)
    case 'configuring':
      return applyConfiguring(state, event)
    case 'deploying':
      return applyDeploying(state, event)
    case 'verifying':
      return applyVerifying(state, event)
    case 'baking':
      return applyBaking(state, event)
    case 'rolling back':
      return applyBack(state, event)
    case 'live':
    case 'ended':
      return event.kind === 'effect-failed' && event.effect === 'look for strays' ? withStrays(state, event) : state
  }
}

/**
 * A lease is taken at the start, and again by whoever resumes. Only the start moves the release on; for the others the
 * state's time begins anew, since nobody could do anything while nobody was there.
 */
function leaseTaken(state: ReleaseState, event: Event & { kind: 'lease-taken' }): ReleaseState {
  // What was inspected under another lease may have changed since.
  const held = { ...state, token: event.token, leaseHeld: true, carriedSince: event.at, inspected: false }
  if (state.state === 'leased') return enter(held, 'preflight', event.at)
  return state.verdict === undefined ? enter(held, state.state, event.at) : held
}

function notified(state: ReleaseState, event: Event & { kind: 'notified' }): ReleaseState {
  const told = { ...state, undelivered: [...state.undelivered, ...(event.undelivered ?? [])] }
  return event.about === undefined ? { ...told, notified: true } : { ...told, askedFor: true }
}

function applyPreflight(state: ReleaseState, event: Event): ReleaseState {
  if (event.kind === 'effect-failed') return block(state, event.at, event)
  if (event.kind !== 'inspected') return state
  const seen = { ...state, findings: event.findings, ...(event.against && { against: event.against }) }
  const inspected = withStandings(seen, event.standings ?? [])
  const problems = event.findings.filter((finding) => finding.severity === 'problem')
  const [first] = problems
  if (first !== undefined) {
    const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : ''
    return block(inspected, event.at, { code: first.code, sentence: `${first.sentence}${more}` })
  }
  if (state.plan.policy.approval && state.approval === undefined) return enter(inspected, 'awaiting approval', event.at)
  return goOn(inspected, event.at)
}

function withStandings(state: ReleaseState, standings: readonly Standing[]): ReleaseState {
  const { etag: _etag, ...rest } = state
  const etag = standings.find((standing) => standing.etag !== undefined)?.etag
  const parts = state.parts.map((part, index) => {
    const standing = standings[index]
    return standing === undefined ? part : { ...part, standing }
  })
  return { ...rest, parts, ...(etag !== undefined && { etag }) }
}

function applyConfiguring(state: ReleaseState, event: Event): ReleaseState {
  switch (event.kind) {
    case 'measured':
      return withPart(state, event.part, { measured: event.measurement })
    case 'surveyed':
      return surveyed(state, event)
    case 'configured': {
      const { before, after = state.etag } = event.etags ?? {}
      const seen = withImageLeft(withEtag(state, state.part, before), state.part, event.imageLeft)
      const configured = withPart(seen, state.part, { touched: true })
      return enter({ ...configured, ...(after !== undefined && { etag: after }) }, 'deploying', event.at)
    }
    case 'effect-failed':
      if (event.effect === 'survey') return block(state, event.at, event)
      return goBack(withPart(state, state.part, { touched: true, ...unsettled(state, event) }), event.at, event)
    default:
      return state
  }
}

/** What was sent and not answered may still come; the settings are not seen to be as before until it would have. */
function unsettled({ plan }: ReleaseState, { at, acted }: Event & { kind: 'effect-failed' }): Partial<PartState> {
  return acted === 'unknown' ? { unsettledUntil: at + plan.policy.settleMs } : {}
}

/** Until the first change nothing is lost by stopping where somebody else has changed something since preflight. */
function surveyed(state: ReleaseState, event: Event & { kind: 'surveyed' }): ReleaseState {
  if (event.foreign !== undefined) {
    return block(state, event.at, foreignReason(event.foreign))
  }
  if (state.etag !== undefined && event.etag !== undefined && event.etag !== state.etag) {
    const sentence = `Somebody changed the configuration of ${state.plan.environment} after preflight had looked at it. Start the release again; it is then planned from what is there now.`
    return block(state, event.at, { code: 'configuration-moved', sentence })
  }
  return withPart(state, event.part, { surveyed: event.survey })
}

function applyDeploying(state: ReleaseState, event: Event): ReleaseState {
  switch (event.kind) {
    case 'deployment-created':
      return withPart(state, state.part, { deployment: event.deployment, phase: 'moving' })
    case 'deployment-seen': {
      const serves = event.phase === 'serving'
      const { served, servedAt = serves ? event.at : undefined } = partOf(state, state.part)
      const seen = withPart(state, state.part, {
        phase: event.phase,
        served: served || serves,
        ...(servedAt !== undefined && { servedAt }),
      })
      if (serves) return enter(seen, 'verifying', event.at)
      if (event.foreign !== undefined) return overtaken(seen, state.part, event.at, event.foreign)
      if (event.phase === 'failed' || event.phase === 'without effect') {
        const why = event.failure === undefined ? '' : `: ${event.failure}`
        return goBack(seen, event.at, {
          code: 'deployment-failed',
          sentence: `The deployment ended as ${event.status}${why}.`,
        })
      }
      if (event.at < state.enteredAt + state.plan.policy.deployMs) return seen
      return goBack(seen, event.at, {
        code: 'deployment-timeout',
        sentence: `The deployment is still ${event.status} after the time allowed.`,
      })
    }
    case 'effect-failed': {
      const { source } = state.plan.parts[state.part] ?? {}
      if (source?.how === 'restore' && event.acted === 'no' && !partOf(state, state.part).cold)
        return withPart(state, state.part, { cold: true })
      const code = event.acted === 'unknown' ? 'outcome-unknown' : event.code
      return goBack(state, event.at, { code, sentence: event.sentence })
    }
    default:
      return state
  }
}

function applyVerifying(state: ReleaseState, event: Event): ReleaseState {
  if (event.kind !== 'checked') return state
  const { policy } = state.plan
  if (event.foreign !== undefined) return overtaken(state, state.part, event.at, event.foreign)
  const outcome = judgeCheck(demandOf(state, state.part, 'new'), expected(state, state.part, 'new'), event)
  const late = event.at >= state.enteredAt + policy.verifyMs + graceMs(state, state.part)
  if (outcome.outcome === 'good') {
    const good = state.good + 1
    const proven = withPart(state, state.part, gradeOf(event))
    if (good < policy.passes) return { ...proven, good, bad: 0 }
    const more = state.part + 1 < state.parts.length
    return more
      ? enter({ ...proven, part: state.part + 1 }, 'configuring', event.at)
      : enter({ ...proven, part: 0 }, 'baking', event.at)
  }
  // What the old one says does not make the new one's failures less.
  if (!late && isOldOnes(state, state.part, event, outcome)) return { ...state, good: 0 }
  if (outcome.outcome === 'wait') {
    if (!late) return { ...state, good: 0, bad: 0 }
    return goBack(state, event.at, {
      code: event.health === undefined ? outcome.code : 'identity-not-proven',
      sentence: `The new release was not seen to be the one that runs in the time allowed. ${outcome.sentence}`,
    })
  }
  const bad = state.bad + 1
  return bad >= policy.failures || late ? goBack(state, event.at, outcome) : { ...state, good: 0, bad }
}

function applyBaking(from: ReleaseState, event: Event): ReleaseState {
  if (event.kind !== 'observed') return from
  const state = withEtag(from, event.part, event.etag)
  const { policy } = state.plan
  const { part } = event
  if (event.foreign !== undefined) return overtaken(state, part, event.at, event.foreign)
  if (event.phase === 'failed') {
    const reason = { code: 'deployment-crashed', sentence: 'The platform says that the deployment crashed.' }
    return goBack(state, event.at, reason, part)
  }
  const outcome = judgeCheck(demandOf(state, part, 'new'), expected(state, part, 'new'), event)
  const isOld = isOldOnes(state, part, event, outcome)
  const look = judgeLook(state, event, outcome.outcome !== 'wait' && !isOld)
  const before = partOf(state, part).looks ?? noLooks
  const looks = isOld ? { ...before, good: 0, lastAt: event.at } : looksAfter(before, event, outcome.outcome === 'good')
  const baked = withPart(look.state, part, { looks, ...(outcome.outcome === 'good' && gradeOf(event)) })
  if (outcome.outcome !== 'good' && !isOld && (looks.bad >= policy.failures || flaps(looks, policy)))
    return goBack(baked, event.at, outcome, part)
  if (look.reason !== undefined) return goBack(baked, event.at, look.reason, part)
  const done = baked.parts.every((each) => each.settled === true && (each.looks?.good ?? 0) >= policy.passes)
  if (done && event.at >= longest(state, overlapEnd))
    return { ...enter({ ...baked, part: 0 }, 'live', event.at), verdict: 'live' }
  if (event.at < (deadlineOf(state) ?? Number.POSITIVE_INFINITY)) return baked
  const sentence = 'It was never well for long enough to go live in the time that it was watched.'
  return goBack(baked, event.at, { code: 'bake-timeout', sentence }, part)
}

/**
 * One more look. Where the platform alone knows of a service, that it could not be asked says nothing about the service:
 * it is neither good nor bad, and the judge bears it as long as what is inconclusive.
 */
function looksAfter(
  { good, bad, all, ill }: Looks,
  { at, health, record }: Event & { kind: 'observed' },
  isGood: boolean,
): Looks {
  if (health === undefined && record === undefined) return { good, bad, all, ill, lastAt: at }
  return isGood
    ? { good: good + 1, bad: 0, all: all + 1, ill, lastAt: at }
    : { good: 0, bad: bad + 1, all: all + 1, ill: ill + 1, lastAt: at }
}

/** What serves then is nobody's guess, so the release before is brought back by a deployment of its own. */
function overtaken(state: ReleaseState, part: number, at: number, foreign: ForeignDeployment): ReleaseState {
  return goBack(withPart(state, part, { overtaken: foreign.deployment }), at, foreignReason(foreign), part)
}

function gradeOf({ settings }: Answers): Pick<PartState, 'settings'> {
  return { settings: settings === 'same' ? 'proven' : 'not proven' }
}

/** Adds what was observed to the evidence on its part, and judges that; there is a reason where it is bad. */
function judgeLook(
  state: ReleaseState,
  event: Event & { kind: 'observed' },
  ours: boolean,
): { readonly state: ReleaseState; readonly reason?: Reason } {
  const { measured, evidence = nothingWatched } = partOf(state, event.part)
  // Whoever stood still in the middle of a look, or was answered late, has watched until it began and no longer.
  const watchedUntil = event.begunAt ?? event.at
  const judgement = judge(state.plan.policy, {
    ...(measured && { before: measured }),
    watched: watchedAfter(evidence, event, state.enteredAt, ours),
    elapsedMs: watchedUntil - state.enteredAt,
    hasFigures: asksFigures(event),
  })
  const { watched, remarks } = judgement
  const after = withPart(state, event.part, { evidence: watched, remarks, settled: judgement.outcome === 'good' })
  return judgement.outcome === 'bad' ? { state: after, reason: judgement.reason } : { state: after }
}

/** Well and ill by turns is ill, though it never fails often enough in a row: more than a fifth of ten looks or more. */
function flaps({ all, ill }: Looks, policy: Policy): boolean {
  return ill >= policy.failures && all >= 10 && ill / all > 0.2
}
