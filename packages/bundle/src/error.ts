export type BundleErrorCode =
  | 'bundle-archive-unreadable'
  | 'bundle-changed'
  | 'bundle-empty'
  | 'bundle-file-missing'
  | 'bundle-manifest-missing'
  | 'bundle-manifest-unreadable'
  | 'bundle-refused'

/** Why a folder is no bundle, or not the one it says: a stable code, a sentence, a way out, and the cause where there is one. */
export class BundleError extends Error {
  readonly code: BundleErrorCode
  readonly wayOut: string

  constructor(code: BundleErrorCode, sentence: string, wayOut: string, cause?: unknown) {
    super(sentence, cause === undefined ? undefined : { cause })
    this.name = 'BundleError'
    this.code = code
    this.wayOut = wayOut
  }
}
