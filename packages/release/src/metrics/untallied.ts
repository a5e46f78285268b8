import type { Transaction } from '@kickai/store'

/**
 * What has ended, or was observed, and is not counted in the kept tallies yet. A mark is written in the transaction that
 * ends a release or records an observation, and removed in the one that counts it, so each is counted once.
 */
export const untallied = 'untallied'

export type Mark = { readonly kind: 'release' | 'observation'; readonly of: string }

export function markUntallied(transaction: Transaction, mark: Mark): void {
  transaction.set(untallied, mark.of, { kind: mark.kind, of: mark.of })
}
