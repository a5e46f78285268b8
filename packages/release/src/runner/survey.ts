import type { Fingerprints } from '../journal/fingerprint.ts'
import type { Effect } from '../machine/effect.ts'
import type { Happening } from '../machine/event.ts'
import { partOf } from '../machine/part.ts'
import type { ReleaseState } from '../machine/state.ts'
import type { HeldSettings, Target } from '../ports/platform.ts'
import { type SettingDifference, settingDifferences } from '../settings/compare.ts'
import { differencesSince, surveyOf } from '../settings/survey.ts'
import { foreignField } from './foreign.ts'
import type { Memory } from './memory.ts'
import type { Ports } from './ports.ts'
import { settingsBefore } from './settings-before.ts'

/**
 * Notes what a service has right before the first change: its settings as fingerprints, and what moved since preflight.
 * The values stay in this process alone, for putting back what stands nowhere else.
 */
export async function survey(
  state: ReleaseState,
  { part }: Effect & { kind: 'survey' },
  target: Target,
  ports: Ports,
  memory: Memory,
  fingerprints: Fingerprints,
): Promise<Happening> {
  const [held, view] = await Promise.all([ports.platform.heldSettings(target), ports.platform.view(target)])
  memory.settingsBefore.set(target.service, held.variables)
  // So that a platform which cannot be asked later keeps nobody from asking the service.
  if (view.url !== undefined) memory.urls.set(target.service, view.url)
  return {
    kind: 'surveyed',
    part,
    survey: surveyOf(held, fingerprints),
    ...(view.configurationEtag !== undefined && { etag: view.configurationEtag }),
    ...foreignField(view, partOf(state, part)),
  }
}

/**
 * Reads what the platform holds after going back, and says by name in what it is not as before; and whether somebody else
 * is deploying there.
 */
export async function seeSettings(
  state: ReleaseState,
  { part }: Effect & { kind: 'see-settings' },
  target: Target,
  ports: Ports,
  memory: Memory,
  fingerprints: Fingerprints,
): Promise<Happening> {
  const [held, view] = await Promise.all([ports.platform.heldSettings(target), ports.platform.view(target)])
  const { differences, kept } = await differencesFromBefore(state, part, held, ports, memory, fingerprints)
  return {
    kind: 'settings-seen',
    part,
    differences,
    ...(kept.length > 0 && { kept }),
    ...foreignField(view, partOf(state, part)),
  }
}

/**
 * In what the settings that a part has differ from those that there are to be without the release: those of the release
 * before, or where no journal tells of one those that were found. `kept` are secrets whose former values cannot be had.
 */
export async function differencesFromBefore(
  state: ReleaseState,
  part: number,
  held: HeldSettings,
  ports: Ports,
  memory: Memory,
  fingerprints: Fingerprints,
): Promise<{ readonly differences: readonly SettingDifference[]; readonly kept: readonly string[] }> {
  const { before } = state.plan.parts[part] ?? {}
  if (before !== undefined && before.rebuilt === undefined) {
    const { variables, kept } = await settingsBefore(state, part, ports, memory)
    return { differences: settingDifferences(variables, held), kept }
  }
  const { surveyed } = partOf(state, part)
  return { differences: surveyed === undefined ? [] : differencesSince(surveyed, held, fingerprints), kept: [] }
}
