import type { Entry } from '../../journal/entry.ts'
import { apply } from '../../machine/apply.ts'
import { initial, type ReleaseState } from '../../machine/state.ts'

/** An entry of a journal with the states before and after it. */
export interface Step {
  readonly entry: Entry
  readonly before: ReleaseState
  readonly after: ReleaseState
}

/** A release, entry by entry, without its plan; empty where it does not begin with that. */
export function stepsOf([first, ...rest]: readonly Entry[]): Step[] {
  if (first?.kind !== 'plan') return []
  let before = initial(first.plan)
  return rest.map((entry) => {
    const after = entry.kind === 'result' || entry.kind === 'observation' ? apply(before, entry.event) : before
    const step = { entry, before, after }
    before = after
    return step
  })
}
