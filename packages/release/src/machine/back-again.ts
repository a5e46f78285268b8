import { replaceStep } from './back-steps.ts'
import type { Event, ForeignDeployment } from './event.ts'
import { partOf, withPart } from './part.ts'
import type { Reason, ReleaseState } from './state.ts'

/**
 * A call that was to bring the old one back and left no trace for as long as it could take is sent again: looking on would
 * leave the bad release serving. As often as checks may fail; undefined where that is over, or where nobody can say what
 * came of it. What may come of it all the same is looked for before it is sent, and taken for what was wanted.
 */
export function sentAgain(
  state: ReleaseState,
  { at, known }: Event & { kind: 'effect-failed' },
  trouble: Reason,
): ReleaseState | undefined {
  const [first, ...rest] = state.back
  if (first === undefined || known === undefined) return undefined
  const times = (partOf(state, first.part).sentAgain ?? 0) + 1
  if (times > state.plan.policy.failures) return undefined
  const counted = withPart(state, first.part, { sentAgain: times })
  return { ...counted, trouble, lookedAt: at, back: [{ ...first, known }, ...rest] }
}

/** A deployment was made that is to bring the old one back. */
export function broughtBack(state: ReleaseState, part: number, deployment: string): ReleaseState {
  const { restored, restoredInVain = [] } = partOf(state, part)
  const startedUnset = state.back.some((each) => each.part === part && each.step === 'configure')
  return withPart(state, part, {
    restored: deployment,
    ...(restored !== undefined && { restoredInVain: [...restoredInVain, restored] }),
    ...(startedUnset && { startedUnset }),
  })
}

/** What a call that was given up made after all has taken the place of what was made instead: it runs the same. */
export function adopted(state: ReleaseState, part: number, { deployment }: ForeignDeployment): ReleaseState {
  const isChecked = state.back[0]?.step === 'check'
  return replaceStep(broughtBack(state, part, deployment), ['follow', ...(isChecked ? ['check' as const] : [])])
}
