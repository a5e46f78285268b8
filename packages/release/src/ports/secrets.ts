/**
 * A setting as a release plans it: a plain value, or a reference to a secret. Only the reference is journaled; the
 * value is fetched when it is needed and travels in `Variables`.
 */
export type PlannedSetting = { readonly name: string; readonly value: string } | PlannedSecret

export interface PlannedSecret {
  readonly name: string
  readonly secret: string
  /**
   * Tells one value of this secret from another: a keyed fingerprint, by which no value can be found. Absent in plans of
   * earlier versions, and where no value was to be had.
   */
  readonly version?: string
  /** The platform is to give its value to nobody but the service. */
  readonly sealed?: true
}

export interface Secrets {
  /**
   * The value behind a reference such as `env:TELEGRAM_BOT_TOKEN`; undefined where there is none. Rejects where that can
   * not be found out.
   */
  resolve(reference: string): Promise<string | undefined>
}
