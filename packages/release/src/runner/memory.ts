import type { Variables } from '../ports/platform.ts'
import type { SettingsProof } from '../settings/wanted.ts'

/** What a run remembers between looks, so that it does not use up the platform's allowance of requests. By service. */
export interface Memory {
  readonly urls: Map<string, string>
  /** When the platform was last asked for its figures; milliseconds since 1970. */
  readonly figuresAt: Map<string, number>
  /** The settings of before the first change, with their values; known only to the process that made the first change. */
  readonly settingsBefore: Map<string, Variables>
  /** How services prove their settings, by service and side. */
  readonly proofs: Map<string, SettingsProof | undefined>
  /** Digests of images, by deployment, as the platform recorded them. */
  readonly digests: Map<string, string>
}

export function emptyMemory(): Memory {
  return { urls: new Map(), figuresAt: new Map(), settingsBefore: new Map(), proofs: new Map(), digests: new Map() }
}
