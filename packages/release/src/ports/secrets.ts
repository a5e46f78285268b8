/**
 * A setting as a release plans it: a plain value, or a reference to a secret. Only the reference is journaled; the
 * value is fetched when it is needed and travels in `Variables`.
 */
export type PlannedSetting =
  | { readonly name: string; readonly value: string }
  | { readonly name: string; readonly secret: string }

export interface Secrets {
  /** The value behind a reference such as `env:TELEGRAM_BOT_TOKEN`; undefined where there is none. */
  resolve(reference: string): Promise<string | undefined>
}
