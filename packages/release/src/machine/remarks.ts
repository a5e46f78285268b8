import type { Remark } from '../judge/remark.ts'
import type { ReleaseState } from './state.ts'

/** What was noticed while baking, by the newest look at each part; of a release that is live, what is to be said of it. */
export function remarksOf(state: ReleaseState): (Remark & { readonly service: string })[] {
  return state.parts.flatMap(({ remarks = [] }, index) => {
    const service = state.plan.parts[index]?.service ?? ''
    return remarks.map((remark) => ({ service, ...remark }))
  })
}
