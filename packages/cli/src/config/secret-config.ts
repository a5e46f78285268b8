/**
 * A value, or where a secret comes from: `env:NAME`, `file:PATH`, `vault:NAME` or `vault:NAME@VERSION`, and on the embedded
 * platform `local:NAME`. What is `sealed` Railway gives to nobody but the service, for good.
 */
export type Setting = string | { secret: string; sealed?: boolean }

/** The command by which secrets are fetched from where a team keeps them. */
export interface Vault {
  /**
   * The program and its arguments; no shell reads them. `{name}` and `{version}` stand for those of the reference, and
   * `{version|latest}` for `latest` where it has none; an argument with `{version}` is left out then. The program writes
   * the value to standard output and ends with 0.
   */
  command: string[]
  /** When it is ended. Default 10. */
  deadlineSeconds?: number
}
