import type { HookTime } from '../plan/hook.ts'

/**
 * What the machine wants done next. Changing effects are journaled as an intent before they are tried; looking ones
 * only leave their result. `notBefore` and
 * `until` are milliseconds since 1970.
 */
export type Effect =
  | { readonly kind: 'take-lease' }
  | { readonly kind: 'inspect' }
  | { readonly kind: 'measure'; readonly part: number; readonly deployment: string }
  | { readonly kind: 'survey'; readonly part: number }
  | { readonly kind: 'configure'; readonly part: number; readonly side: Side; readonly notBefore?: number }
  | ({ readonly kind: 'upload'; readonly notBefore?: number } & Creating)
  | ({ readonly kind: 'restore'; readonly deployment: string } & Creating)
  | { readonly kind: 'remove'; readonly part: number; readonly deployment: string; readonly notBefore?: number }
  | { readonly kind: 'follow'; readonly part: number; readonly deployment: string; readonly until: number }
  | { readonly kind: 'check'; readonly part: number; readonly notBefore: number }
  | { readonly kind: 'watch'; readonly part: number; readonly notBefore: number; readonly since: number }
  | { readonly kind: 'seek'; readonly part: number; readonly notBefore?: number }
  | { readonly kind: 'see-settings'; readonly part: number; readonly notBefore: number }
  | { readonly kind: 'return-lease' }
  | { readonly kind: 'run-hook'; readonly time: HookTime; readonly index: number }
  | { readonly kind: 'notify'; readonly about?: 'awaiting approval' }

interface Creating {
  readonly part: number
  readonly side: Side
  /** It was sent before and left no trace; these deployments there were before that. */
  readonly known?: readonly string[]
}

/** `new` is what the release brings, `old` what was before it. */
export type Side = 'new' | 'old'
