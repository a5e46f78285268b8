export type StoreErrorCode =
  | 'bad-name'
  | 'bad-query'
  | 'bad-store-url'
  | 'bad-value'
  | 'document-exists'
  | 'document-too-large'
  | 'read-after-write'
  | 'store-busy'
  | 'store-closed'
  | 'store-contention'
  | 'store-driver-missing'
  | 'store-full'
  | 'store-newer'
  | 'store-outcome-unknown'
  | 'store-refused'
  | 'store-timeout'
  | 'store-unreachable'
  | 'store-unreadable'
  | 'store-unwritable'
  | 'transaction-over'
  | 'transaction-too-large'

/** Everything a store refuses or fails at: a stable code, a sentence, a way out, and the cause where there is one. */
export class StoreError extends Error {
  readonly code: StoreErrorCode
  readonly wayOut: string

  constructor(code: StoreErrorCode, sentence: string, wayOut: string, cause?: unknown) {
    super(sentence, cause === undefined ? undefined : { cause })
    this.name = 'StoreError'
    this.code = code
    this.wayOut = wayOut
  }
}
