import {
  type Change,
  type PartPlan,
  type ServiceView,
  type SettingDifference,
  settingDifferences,
  wantedSettings,
} from '@kickai/release'
import type { Connection } from '../connection/connection.ts'

/** What the platform holds of a service otherwise than it is planned, by name, and of what only its being there is seen. */
interface HeldOfService {
  readonly service: string
  readonly differences: readonly SettingDifference[]
  readonly sealed: readonly string[]
}

/**
 * Compares what the platform holds with what is planned. Values are compared here and go no further. Of a sealed setting
 * only that it is there is seen.
 */
export async function heldSettingsOf(
  connection: Pick<Connection, 'environment' | 'platform' | 'secrets'>,
  parts: readonly Pick<PartPlan, 'service' | 'settings'>[],
): Promise<HeldOfService[]> {
  const { environment, platform } = connection
  return await Promise.all(
    parts.map(async ({ service, settings }) => {
      const [held, { variables }] = await Promise.all([
        platform.heldSettings({ environment, service }),
        wantedSettings(settings, connection),
      ])
      const sealed = held.sealed.filter((name) => variables.has(name))
      return { service, differences: settingDifferences(variables, held), sealed }
    }),
  )
}

const changes = { missing: 'added', changed: 'changed', extra: 'removed' } as const

/**
 * The settings that the platform holds otherwise than they are planned, by name, as what a release would change: what
 * somebody else changed, what a release that was left half done set, and secrets that have another value now.
 */
export async function driftOf(
  connection: Connection,
  parts: readonly Pick<PartPlan, 'service' | 'settings'>[],
): Promise<Change[]> {
  const held = await heldSettingsOf(connection, parts)
  return held.flatMap(({ service, differences }) =>
    differences.map(({ name, how }) => ({ service, what: `setting ${name}`, change: changes[how] })),
  )
}

/**
 * The images that services are set to otherwise than they are planned, as what a release would change: whoever deploys by hand
 * runs those. Pure.
 */
export function imageDrift(
  views: ReadonlyMap<string, ServiceView>,
  parts: readonly Pick<PartPlan, 'service' | 'configuration'>[],
): Change[] {
  return parts.flatMap(({ service, configuration: { image: to } }) => {
    const from = views.get(service)?.image
    if (from === to) return []
    const change = from === undefined ? 'added' : to === undefined ? 'removed' : 'changed'
    return [{ service, what: 'configuration image', change, ...(from && { from }), ...(to && { to }) } as const]
  })
}
