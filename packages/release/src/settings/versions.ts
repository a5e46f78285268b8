import type { Fingerprints } from '../journal/fingerprint.ts'
import type { PlannedSetting, Secrets } from '../ports/secrets.ts'

/** In what planned settings differ: by name, and of a secret that has another value by its versions. */
export interface SettingChange {
  readonly name: string
  readonly change: 'added' | 'changed' | 'removed'
  /** Given where nothing but a secret's value is another one. */
  readonly from?: string
  readonly to?: string
}

/** Settings with the version of every secret that has a value; one that has none keeps no version. */
export async function withVersions(
  settings: readonly PlannedSetting[],
  secrets: Secrets,
  fingerprints: Pick<Fingerprints, 'ofOne'>,
): Promise<PlannedSetting[]> {
  return await Promise.all(
    settings.map(async (setting): Promise<PlannedSetting> => {
      if (!('secret' in setting)) return setting
      const { version: _version, ...unversioned } = setting
      // What cannot be had is the finding of a check.
      const value = await secrets.resolve(setting.secret).catch(() => undefined)
      return value === undefined ? unversioned : { ...unversioned, version: fingerprints.ofOne(setting.name, value) }
    }),
  )
}

/** The same settings, whichever values their secrets have. */
export function withoutVersions(settings: readonly PlannedSetting[]): PlannedSetting[] {
  return settings.map((setting) => {
    if (!('secret' in setting)) return setting
    const { version: _version, ...unversioned } = setting
    return unversioned
  })
}

/** Sorted by name. A secret whose version is not known on either side counts as the same. */
export function settingChanges(
  before: readonly PlannedSetting[],
  after: readonly PlannedSetting[],
): readonly SettingChange[] {
  const from = new Map(before.map((setting) => [setting.name, setting]))
  const to = new Map(after.map((setting) => [setting.name, setting]))
  const names = [...new Set([...from.keys(), ...to.keys()])].sort()
  return names.flatMap((name): SettingChange[] => {
    const [old, now] = [from.get(name), to.get(name)]
    if (old === undefined) return [{ name, change: 'added' }]
    if (now === undefined) return [{ name, change: 'removed' }]
    const versions = versionsOf(old, now)
    if (versions !== undefined) return [{ name, change: 'changed', ...versions }]
    return contentOf(old) === contentOf(now) ? [] : [{ name, change: 'changed' }]
  })
}

/** The versions of a secret that has another value now, wherever it came from then and comes from now. */
function versionsOf(old: PlannedSetting, now: PlannedSetting): { from: string; to: string } | undefined {
  if (!('secret' in old && 'secret' in now) || old.version === undefined || now.version === undefined) return undefined
  return old.version === now.version ? undefined : { from: old.version, to: now.version }
}

/** What is planned of a setting, but for the version of its value. */
function contentOf(setting: PlannedSetting): string {
  return 'secret' in setting ? `secret ${setting.secret} ${setting.sealed === true}` : `value ${setting.value}`
}
