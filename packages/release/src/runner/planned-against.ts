import { openFingerprints } from '../journal/fingerprint.ts'
import type { Against } from '../machine/event.ts'
import type { ReleaseState } from '../machine/state.ts'
import type { Plan } from '../plan/plan.ts'
import type { Finding } from '../ports/platform.ts'
import { wantedSettings } from '../settings/wanted.ts'
import type { Ports } from './ports.ts'

/** The settings that each part has now and is to get. Those of a part whose secrets are missing are told already. */
export async function againstOf({ environment, parts }: Plan, ports: Ports): Promise<Against[]> {
  const fingerprints = await openFingerprints(ports.store)
  return await Promise.all(
    parts.map(async ({ service, settings }) => {
      const held = await ports.platform.heldSettings({ environment, service })
      const wanted = await wantedSettings(settings, ports).catch(() => ({ variables: new Map<string, string>() }))
      return { held: fingerprints.of(held.variables), wanted: fingerprints.of(wanted.variables) }
    }),
  )
}

/** What a person has approved was planned against these settings; with others it is something else. */
export function changedSince(state: ReleaseState, against: readonly Against[]): Finding[] {
  const { approval, plan } = state
  if (approval === undefined) return []
  return against.flatMap(({ held, wanted }, part) => {
    const before = state.against?.[part]
    const service = plan.parts[part]?.service ?? ''
    const changed = [
      ...(before?.held === held ? [] : [`The settings that ${service} has on the platform`]),
      ...(before?.wanted === wanted ? [] : [`Secrets that ${service} is to get`]),
    ]
    return changed.map((what): Finding => {
      const wayOut = 'Start the release again; it is then planned and approved as things are now.'
      return { code: 'plan-stale', severity: 'problem', sentence: `${what} have changed since it was planned.`, wayOut }
    })
  })
}
