import type { Notice, Occasion } from '../ports/notifier.ts'

/** Somewhere that notices are sent to. Its address is a secret: whoever has it can write there. */
export interface Destination {
  readonly kind: 'slack' | 'discord' | 'url'
  /** References to its address, and for `url` to the key that what is sent is signed with. */
  readonly address: string
  readonly key?: string
  /** What it is told of. */
  readonly on: readonly Occasion[]
}

/** What a destination hears of unless told otherwise: everything but releases that were blocked before anything changed. */
export const usualOccasions: readonly Occasion[] = [
  'live',
  'failed',
  'rolled back',
  'rollback failed',
  'unknown',
  'awaiting approval',
]

/** How a destination is called where people read it: by its reference, never by its address. */
export function nameOf({ kind, address }: Destination): string {
  return `${kind} (${address})`
}

/** Whether a destination is to hear of a notice. */
export function wants({ on }: Destination, { about }: Notice): boolean {
  return on.includes(about)
}
