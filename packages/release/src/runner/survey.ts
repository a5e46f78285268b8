import type { Fingerprints } from '../journal/fingerprint.ts'
import type { Effect } from '../machine/effect.ts'
import type { Happening } from '../machine/event.ts'
import { partOf } from '../machine/part.ts'
import type { ReleaseState } from '../machine/state.ts'
import type { Target } from '../ports/platform.ts'
import { settingDifferences } from '../settings/compare.ts'
import { differencesSince, surveyOf } from '../settings/survey.ts'
import { wantedSettings } from '../settings/wanted.ts'
import { foreignField } from './foreign.ts'
import type { Memory } from './memory.ts'
import type { Ports } from './ports.ts'

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
  fingerprints: Fingerprints,
): Promise<Happening> {
  const before = state.plan.parts[part]?.before
  const { surveyed } = partOf(state, part)
  const [held, view] = await Promise.all([ports.platform.heldSettings(target), ports.platform.view(target)])
  const differences =
    before !== undefined && before.rebuilt === undefined
      ? settingDifferences((await wantedSettings(before.settings, ports)).variables, held)
      : surveyed !== undefined
        ? differencesSince(surveyed, held, fingerprints)
        : []
  return { kind: 'settings-seen', part, differences, ...foreignField(view, partOf(state, part)) }
}
