import { type Desired, type LivePart, openFingerprints, type PlannedSetting, withVersions } from '@kickai/release'
import type { Store } from '@kickai/store'
import type { Connection } from '../connection/connection.ts'

/** What is desired, with the version of every secret that it names. */
export async function versioned(
  desired: Desired,
  { secrets }: Pick<Connection, 'secrets'>,
  store: Store,
): Promise<Desired> {
  const fingerprints = await openFingerprints(store)
  const parts = desired.parts.map(async (part) => ({
    ...part,
    settings: await withVersions(part.settings, secrets, fingerprints),
  }))
  return { ...desired, parts: await Promise.all(parts) }
}

/**
 * The settings that a service of an earlier release has now: its own, but where a secret is another version of the same by
 * now, or comes from elsewhere, it is the one of now, since the one of then may be revoked.
 */
export function withSecretsOfNow(
  { service, settings }: Pick<LivePart, 'service' | 'settings'>,
  now: Connection['settings'],
): readonly PlannedSetting[] {
  const named = new Map((now.get(service) ?? []).map((setting) => [setting.name, setting]))
  return settings.map((setting) => {
    const present = named.get(setting.name)
    return 'secret' in setting && present !== undefined && 'secret' in present ? present : setting
  })
}
