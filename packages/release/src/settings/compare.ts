import type { HeldSettings, Variables } from '../ports/platform.ts'

/** A setting that the platform holds otherwise than it should, by name alone. */
export interface SettingDifference {
  readonly name: string
  readonly how: 'missing' | 'changed' | 'extra'
}

/**
 * Compares what a service is to have with what the platform holds, sorted by name. Of a sealed setting only that it is
 * there can be seen.
 */
export function settingDifferences(wanted: Variables, held: HeldSettings): SettingDifference[] {
  return differencesIn(wanted, held.variables, held.sealed)
}

/** The same for any marks of values, such as hashes. */
export function differencesIn(
  wanted: ReadonlyMap<string, string>,
  held: ReadonlyMap<string, string>,
  sealed: readonly string[],
): SettingDifference[] {
  const names = [...new Set([...wanted.keys(), ...held.keys(), ...sealed])].sort()
  return names.flatMap((name): SettingDifference[] => {
    const isSealed = sealed.includes(name) && !held.has(name)
    if (!wanted.has(name)) return [{ name, how: 'extra' }]
    if (isSealed) return []
    if (!held.has(name)) return [{ name, how: 'missing' }]
    return held.get(name) === wanted.get(name) ? [] : [{ name, how: 'changed' }]
  })
}

/** For people: `LEVEL (changed), OLD (extra)`. */
export function inWords(differences: readonly SettingDifference[]): string {
  return differences.map(({ name, how }) => `${name} (${how})`).join(', ')
}
