import { randomUUID } from 'node:crypto'
import type { Secret } from '@kickai/railway'

/** How it stands with the project token of an environment. */
export type TokenState =
  | { readonly is: 'good' }
  /** Releases go with the account's token there. */
  | { readonly is: 'not wanted' }
  /** There is one that is good for nothing there, in a place that is not ours to write. */
  | { readonly is: 'wrong'; readonly sentence: string }
  | {
      readonly is: 'missing'
      /** Where releases look for it, as the configuration writes it. */
      readonly reference: string
      /** The file that a new one is written to. */
      readonly keptIn: string
      /** Names of those that were asked for and never arrived. */
      readonly pending: readonly string[]
    }

/** Keeps project tokens. A token's value is told once, so its name is written down before it is asked for. */
export interface TokenKeeping {
  /** `environmentId` is absent while there is no such environment on the platform. */
  state(environment: string, environmentId: string | undefined): Promise<TokenState>
  /** A token of this name is about to be asked for. */
  begin(environment: string, name: string): void
  /** Its value has arrived. */
  keep(
    environment: string,
    name: string,
    token: Secret,
    place: { readonly projectId: string; readonly environmentId: string },
  ): void
  /** It is gone from the platform, or never was there. */
  forget(environment: string, name: string): void
}

const prefix = 'kickai '

/** A name that no other token has, so that one whose value was lost can be told from all others. */
export function newTokenName(): string {
  return `${prefix}${randomUUID().slice(0, 8)}`
}

/** Whether a token's name is one that this tool gives. */
export function madeBefore(name: string): boolean {
  return name === prefix.trim() || name.startsWith(prefix)
}
