/**
 * Asks something that the service depends on, and leaves it as it was. Gives what is wrong; nothing where all is well. One
 * that throws, or takes longer than 5 s, is a problem itself. `kickai validate` makes those that are `offline`: they ask
 * nobody, and look at nothing but the settings.
 */
export type PreflightCheck = ((subject: PreflightSubject) => PreflightFinding[] | Promise<PreflightFinding[]>) & {
  readonly offline?: boolean
}

/** The service, as it is to be released. */
export interface PreflightSubject {
  environment: string
  service: string
  /** By name. A secret's value comes by its `reveal()` alone. */
  settings: { readonly [name: string]: string | { reveal(): string } }
  /** Names of settings whose secrets have no value here; that is told already. */
  missing: readonly string[]
  /** Aborted when the time is over. */
  signal: AbortSignal
}

export interface PreflightFinding {
  /** In lower-case letters, digits and `-`. */
  code: string
  /** A problem blocks a release, a notice is only said. Default `problem`. */
  severity?: 'problem' | 'notice'
  sentence: string
  wayOut: string
}
