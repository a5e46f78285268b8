import type { Verdict } from '../machine/state.ts'
import type { ReleaseKind } from '../plan/plan.ts'
import type { Promotion } from '../plan/promotion.ts'
import type { Artifact } from './artifacts.ts'
import type { Finding } from './platform.ts'

/** What a notice may be about: an end, or a person who is waited for. */
export type Occasion = Verdict | 'awaiting approval'

/** What people are told of a release. Holds no secret. Times in milliseconds since 1970. */
export interface Notice {
  readonly about: Occasion
  /** `high` where somebody must look at once: nobody can be sure what serves. */
  readonly urgency: 'high' | 'normal'
  readonly environment: string
  readonly release: string
  readonly kind: ReleaseKind
  readonly sentence: string
  readonly reason?: { readonly code: string; readonly sentence: string }
  readonly artifact: Artifact
  readonly from?: string
  /** Until when it waits for an approval. */
  readonly until?: number
  readonly approval?: { readonly by: string; readonly at: number }
  readonly override?: NonNullable<Promotion['override']>
  /** What else is to be said: hooks that failed, what was noticed while it was watched. */
  readonly remarks: readonly string[]
}

/** Somebody who could not be told. `to` names them without an address; neither does the sentence hold one. */
export interface Undelivered {
  readonly to: string
  readonly sentence: string
}

/** Tells people. Being unable to changes no verdict: whoever could not be told is named, recorded and said. */
export interface Notifier {
  notify(notice: Notice, signal: AbortSignal): Promise<readonly Undelivered[]>
  /** What would keep it from telling somebody, found before a release begins. */
  inspect?(): Promise<readonly Finding[]>
}
