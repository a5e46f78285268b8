/**
 * A check as `kickai.config.ts` names it under `preflight`; the shapes are those of the package `kickai`, which this room
 * does not know.
 */
export type Check = ((subject: Subject) => Promise<Finding[]>) & {
  /** It asks nobody. */
  readonly offline?: boolean
}

/** The service whose dependencies are asked, with its settings as they are to be released. */
export interface Subject {
  readonly environment: string
  readonly service: string
  readonly settings: { readonly [name: string]: string | { reveal(): string } }
  /** Names of settings whose secrets have no value here; that is told already. */
  readonly missing: readonly string[]
  readonly signal: AbortSignal
}

export interface Finding {
  readonly code: string
  /** Default `problem`. */
  readonly severity?: 'problem' | 'notice'
  readonly sentence: string
  readonly wayOut: string
}
