import type { Fingerprints } from '../journal/fingerprint.ts'
import type { HeldSettings, Variables } from '../ports/platform.ts'
import { differencesIn, type SettingDifference } from './compare.ts'

/** The settings that a service had before a release changed anything, without their values. */
export interface Survey {
  /** Of all of them together, under the journal's own key. */
  readonly fingerprint: string
  /** Of each one, by name. */
  readonly each: { readonly [name: string]: string }
  /** Names of those that the platform does not give out. */
  readonly sealed: readonly string[]
}

export function surveyOf(held: HeldSettings, fingerprints: Fingerprints): Survey {
  return {
    fingerprint: fingerprints.of(held.variables),
    each: Object.fromEntries(marksOf(held.variables, fingerprints)),
    sealed: [...held.sealed].sort(),
  }
}

/** In what the settings that are held now differ from those of then. */
export function differencesSince(survey: Survey, held: HeldSettings, fingerprints: Fingerprints): SettingDifference[] {
  const then = new Map(Object.entries(survey.each))
  const now = new Set([...held.variables.keys(), ...held.sealed])
  const lost = survey.sealed.filter((name) => !now.has(name)).map((name) => ({ name, how: 'missing' as const }))
  const added = held.sealed.filter((name) => !survey.sealed.includes(name))
  return [...differencesIn(then, marksOf(held.variables, fingerprints), added), ...lost]
}

/**
 * What is left of the settings of then where nobody remembers their values: those that are still the same. Names that came
 * later are left out; a value that was changed is lost, and what stands there now stays.
 */
export function whatIsLeft(survey: Survey, held: HeldSettings): Variables {
  return new Map([...held.variables].filter(([name]) => Object.hasOwn(survey.each, name)))
}

function marksOf(variables: Variables, fingerprints: Fingerprints): Map<string, string> {
  return new Map([...variables].map(([name, value]) => [name, fingerprints.ofOne(name, value)]))
}
