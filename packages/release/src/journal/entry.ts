import type { Effect } from '../machine/effect.ts'
import type { Event } from '../machine/event.ts'
import type { Reason, StateName, Verdict } from '../machine/state.ts'
import type { Plan } from '../plan/plan.ts'

/**
 * One record of the journal. Entries of a release are numbered from 0 without gaps and never change. `at` is
 * milliseconds since 1970, `token` the writer's fencing token (0 before a lease is held).
 */
export type Entry = {
  readonly sequence: number
  readonly at: number
  readonly token: number
  /** Where the release came to by this entry, when that was another state. What was judged then is not judged anew. */
  readonly led?: Led
} & EntryBody

export interface Led {
  readonly state: StateName
  readonly part: number
  readonly verdict?: Verdict
  readonly reason?: Reason
}

export type EntryBody =
  | { readonly kind: 'plan'; readonly plan: Plan }
  /** About to be tried. `known` are the deployments that existed before, by which a new one is recognised. */
  | { readonly kind: 'intent'; readonly effect: Effect; readonly known?: readonly string[] }
  /** What an intent led to. */
  | { readonly kind: 'result'; readonly event: Event }
  /** What was seen, without having changed anything. */
  | { readonly kind: 'observation'; readonly event: Event }

export type Intent = Entry & { readonly kind: 'intent' }
