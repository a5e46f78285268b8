import type { Verdict } from '../../../machine/state.ts'
import { changes, type Fault, type Scenario } from '../scenario.ts'

/** What a scenario must come to: live, anything but live, or either. */
export type Expectation = 'live' | 'not live' | 'either'

/** How long after its beginning a deployment may be out of sight, or its status unknown, and still pass. */
const shortMs = 3_000
/** How long it may not tell what it was sent with: half of what deploying may take, and going back. */
const lateMs = 15_000

/** Pure: by the scenario alone, before it is played. */
function expectationOf(scenario: Scenario): Expectation {
  if (isSurelyBad(scenario)) return 'not live'
  return scenario.behaviour === 'good' && isPassing(scenario) ? 'live' : 'either'
}

/** Bad from the first look to the last, by a sign that no policy overlooks. */
function isSurelyBad(scenario: Scenario): boolean {
  const { behaviour, policy, users, badAfterMs, faults, clockSteps, parts, badPart, lives } = scenario
  // Figures are asked for from a time on, as the deploying machine's clock has it.
  const timed = clockSteps.every(({ byMs }) => byMs <= 0)
  const figures =
    timed && users >= 10 && policy.bakeMs >= 2_000 && !faults.some(({ operation }) => operation === 'traffic')
  const kind = parts[badPart % parts.length]
  // Who stands still for as long as was to be watched has watched nothing, and may have been asked for one good look alone.
  const awake = lives.every(({ mishap }) => mishap?.what !== 'is paused' || mishap.pauseMs <= 1_000)
  const settling = policy.bakeMs >= 4_000 && awake
  switch (behaviour) {
    case 'never starts':
      return true
    case 'other bytes':
    case 'other deployment':
    case 'fails at once':
      return kind === 'web'
    case 'fails later':
      return kind === 'web' && badAfterMs <= 1_000 && settling
    case 'crashes':
      return kind === 'web' && badAfterMs <= 1_000 && settling
    case 'flaps':
      return kind === 'web' && policy.passes > 1
    case 'errors':
    case 'slow':
      return kind === 'web' && figures
    case 'much memory':
      return kind !== 'cron' && timed && settling && !faults.some(({ operation }) => operation === 'usage')
    case 'says nothing':
      return kind === 'web' && policy.identity === 'proven'
    default:
      return false
  }
}

/** Nothing befalls the release but what passes: a good one goes live all the same. */
function isPassing({ kind, faults, fates, others, policy, lives, approval, hooks, clockSteps }: Scenario): boolean {
  const passing = fates.every(
    ({ isSkipped, startMs, hiddenMs = 0, metaMs = 0, unknownMs = 0 }) =>
      isSkipped !== true &&
      startMs <= 10_000 &&
      hiddenMs < Math.min(shortMs, policy.settleMs) &&
      metaMs <= lateMs &&
      unknownMs <= shortMs,
  )
  return (
    passing &&
    policy.releaseMs > 600_000 &&
    // A person whose word the store did not take gives it again; nobody here does.
    (approval === undefined ||
      (approval === 'approves' &&
        clockSteps.length === 0 &&
        faults.every(({ operation }) => operation !== 'transaction'))) &&
    hooks.every(({ time, outcome }) => time !== 'before' || outcome === 'done') &&
    others.every(({ does }) => does === 'resumes' || does === 'image is forgotten') &&
    faults.every((fault) => passes(fault) || passesGoingBack(fault, kind, policy.failures)) &&
    changes.every((operation) => timesOf(faults, operation, 'put off') <= 3) &&
    timesOf(faults, 'restore', 'vanished') <= policy.failures &&
    lives.every(({ mishap }) => mishap?.what !== 'is paused' || mishap.pauseMs <= 10_000)
  )
}

/** How often calls meet a trouble, or one that begins so. Several faults may follow one another. */
function timesOf(faults: readonly Fault[], operation: Fault['operation'], trouble: string): number {
  const ours = faults.filter((fault) => fault.operation === operation && fault.trouble.startsWith(trouble))
  return ours.reduce((sum, { times }) => sum + times, 0)
}

/**
 * A call to bring the old one back that does nothing is sent again, and one that is refused is not the only way back. Where a
 * person asked for the way back it is what is released.
 */
function passesGoingBack({ operation, trouble, times }: Fault, kind: Scenario['kind'], failures: number): boolean {
  if (operation !== 'restore' || kind === 'rollback') return false
  return trouble === 'refused' || (trouble === 'vanished' && times <= failures)
}

function passes({ operation, trouble, times, ms }: Fault): boolean {
  const changing = (changes as readonly string[]).includes(operation)
  // A store that does nothing for long is an end of its own.
  if (operation === 'transaction' && times > 3) return false
  switch (trouble) {
    case 'put off':
    case 'put off without a time':
      return changing && times <= 3 && ms <= 3_000
    case 'lost':
      return operation === 'transaction' || (changing && operation !== 'configure' && times === 1)
    case 'slow':
      return ms <= 4_000
    case 'fails':
      return operation === 'follow' && times <= 10
    case 'refused':
      return operation === 'transaction'
    default:
      return false
  }
}

/** Whether a verdict is one that a scenario may come to. */
export function verdictProblems(scenario: Scenario, verdict: Verdict | undefined): string[] {
  const expectation = expectationOf(scenario)
  if (expectation === 'live' && verdict !== 'live') return [`A good release was not let live: ${verdict}.`]
  if (expectation === 'not live' && verdict === 'live') return [`A bad release (${scenario.behaviour}) went live.`]
  if (isPassing(scenario) && (verdict === 'unknown' || verdict === 'rollback failed'))
    return [`Trouble that passes left the environment as ${verdict}.`]
  return []
}

/** What a scenario is counted under. */
export function classOf(scenario: Scenario): string {
  const { faults, fates, lives, others, clockSteps, behaviour } = scenario
  const quiet = faults.length + fates.length + others.length + clockSteps.length === 0
  const undisturbed =
    quiet && lives.every(({ mishap, stopAfterMs }) => mishap === undefined && stopAfterMs === undefined)
  const trouble = undisturbed ? 'no trouble' : isPassing(scenario) ? 'trouble that passes' : 'any trouble'
  return `${behaviour}, ${trouble}`
}
