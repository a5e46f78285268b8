import type { Remark } from '../judge/remark.ts'
import type { PartState, ReleaseState } from './state.ts'

/**
 * What was noticed: besides all else, of each part what baking saw by its newest look. Of a release that is live, what is
 * to be said of it.
 */
export function remarksOf(state: ReleaseState): (Remark & { readonly service: string })[] {
  return remarksBy(state, ({ noticed = [], remarks = [] }) => [...noticed, ...remarks])
}

/** What is to be said of a release whatever its verdict: what others did meanwhile, and what could not be put back. */
export function noticedIn(state: ReleaseState): (Remark & { readonly service: string })[] {
  return remarksBy(state, ({ noticed = [] }) => noticed)
}

function remarksBy(state: ReleaseState, of: (part: PartState) => readonly Remark[]) {
  return state.parts.flatMap((part, index) => {
    const service = state.plan.parts[index]?.service ?? ''
    return of(part).map((remark) => ({ service, ...remark }))
  })
}
