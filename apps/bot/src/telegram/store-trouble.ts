import { StoreError, type StoreErrorCode } from '@kickai/store'

/** What may be over in a moment, so that the same work can succeed. The store's other errors are faults of ours. */
const passing: readonly StoreErrorCode[] = [
  'store-closed',
  'store-contention',
  'store-full',
  'store-unreadable',
  'store-unwritable',
]

/** Whether the store itself is in trouble, as against what was asked of it. */
export function isStoreTrouble(error: unknown): boolean {
  return error instanceof StoreError && passing.includes(error.code)
}
