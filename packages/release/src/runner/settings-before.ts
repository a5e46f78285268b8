import { openFingerprints } from '../journal/fingerprint.ts'
import type { ReleaseState } from '../machine/state.ts'
import { isRotation, rotatedSecrets } from '../plan/rotation.ts'
import type { Variables } from '../ports/platform.ts'
import { type WantedSettings, wantedSettings } from '../settings/wanted.ts'
import type { Memory } from './memory.ts'
import type { Ports } from './ports.ts'

/** What the release before is to have again. */
export interface SettingsBefore extends WantedSettings {
  /** Secrets that keep the value which the release brought, because their former one cannot be had. */
  readonly kept: readonly string[]
}

/**
 * The settings of the release before. Its secrets have the values of now, for the old ones may have been revoked; but when
 * a release that changes nothing but secrets goes back, they have those of before: as this process has seen them, or as the
 * platform still holds them. By its version it is known which value that was.
 */
export async function settingsBefore(
  { plan }: ReleaseState,
  part: number,
  ports: Ports,
  memory: Pick<Memory, 'settingsBefore'>,
): Promise<SettingsBefore> {
  const { service, before } = plan.parts[part] ?? {}
  if (service === undefined || before === undefined) return { variables: new Map(), kept: [] }
  const wanted = async (former?: Variables) => await wantedSettings(before.settings, ports, former)
  if (!isRotation(plan)) return { ...(await wanted()), kept: [] }
  const rotated = new Map(
    rotatedSecrets(plan).flatMap((secret) => (secret.service === service ? [[secret.name, secret.from]] : [])),
  )
  const target = { environment: plan.environment, service }
  const seen = memory.settingsBefore.get(service) ?? (await ports.platform.heldSettings(target)).variables
  const fingerprints = await openFingerprints(ports.store)
  const isFormer = (name: string, value: string) => fingerprints.ofOne(name, value) === rotated.get(name)
  const settings = await wanted(new Map([...seen].filter(([name, value]) => isFormer(name, value))))
  const kept = [...rotated.keys()].filter((name) => !isFormer(name, settings.variables.get(name) ?? ''))
  // What nobody can read nobody can hold a proof against.
  return kept.length === 0 ? { ...settings, kept } : { variables: settings.variables, kept }
}
