import { approvalUntil, brokenRules, hookOf, hookSentence, type Promotion, type ReleaseState } from '@kickai/release'
import { inSeconds } from '../output/format.ts'

/** What is to be said of a release besides its verdict: whom it waits for, who decided, and what went on around it. */
export interface Aftermath {
  /** Given where there is no verdict yet: a person is waited for, `until` then (milliseconds since 1970). */
  readonly state?: 'awaiting approval'
  readonly until?: number
  readonly wayOut?: string
  readonly approval?: { readonly by: string; readonly at: number }
  readonly override?: Promotion['override']
  /** Of a promotion that came too early: from when on it may go on; milliseconds since 1970. */
  readonly notBefore?: number
  readonly hooks?: readonly HookResult[]
  /** Who could not be told. */
  readonly undelivered?: ReleaseState['undelivered']
}

export interface HookResult {
  readonly time: string
  readonly command: string
  readonly outcome: string
  readonly how: string
  readonly seconds: number
}

export function aftermathOf(state: ReleaseState): Aftermath {
  const { plan, approval, undelivered } = state
  const until = approvalUntil(state)
  const { override } = plan.promotion ?? {}
  const notBefore = notBeforeOf(state)
  const hooks = state.hooks.map((run) => ({
    time: run.time,
    command: hookOf(state, run)?.command ?? '',
    outcome: run.outcome,
    how: run.how,
    seconds: inSeconds(run.tookMs),
  }))
  return {
    ...(until !== undefined && {
      state: 'awaiting approval' as const,
      until,
      wayOut: `kickai approve ${plan.release}`,
    }),
    ...(approval && { approval }),
    ...(override && { override }),
    ...(notBefore !== undefined && { notBefore }),
    ...(hooks.length > 0 && { hooks }),
    ...(undelivered.length > 0 && { undelivered }),
  }
}

/** The same in sentences. What is already in the release's reason is not told again. */
export function aftermathLines(state: ReleaseState, aftermath: Aftermath, when: (at: number) => string): string[] {
  const { until, wayOut, approval, override, notBefore, undelivered = [] } = aftermath
  const failed = state.hooks.filter(({ time, outcome }) => outcome !== 'done' && time !== 'before')
  return [
    ...(until === undefined ? [] : [`It waits for a person until ${when(until)}: ${wayOut}`]),
    ...(approval ? [`Approved by ${approval.by} at ${when(approval.at)}.`] : []),
    ...(override ? [`${override.by} overrode ${override.rules.join(', ') || 'no rule'}: ${override.reason}`] : []),
    ...(notBefore === undefined ? [] : [`It may go on from ${when(notBefore)}.`]),
    ...failed.map((run) => hookSentence(state, run)),
    ...undelivered.map(({ to, sentence }) => `${to} could not be told: ${sentence}`),
  ]
}

/** Only where time alone stands against it, so that it is enough to wait. */
function notBeforeOf({ verdict, plan: { promotion, policy } }: ReleaseState): number | undefined {
  if (verdict !== 'blocked' || promotion === undefined) return undefined
  const times = brokenRules(promotion.rules, policy.inconclusive).map(({ notBefore = Number.NaN }) => notBefore)
  const latest = Math.max(...times)
  return Number.isFinite(latest) ? latest : undefined
}
