import type { Effect } from '../machine/effect.ts'
import type { Happening } from '../machine/event.ts'
import { partOf } from '../machine/part.ts'
import type { ReleaseState } from '../machine/state.ts'
import { isRotation } from '../plan/rotation.ts'
import type { ServiceConfiguration, Target, Variables } from '../ports/platform.ts'
import { ReleaseError } from '../release-error.ts'
import { inWords, settingDifferences } from '../settings/compare.ts'
import { whatIsLeft } from '../settings/survey.ts'
import { wantedSettings } from '../settings/wanted.ts'
import type { Means } from './change.ts'
import type { Ports } from './ports.ts'
import { settingsBefore } from './settings-before.ts'

/**
 * Sets how a service runs and its settings, and reads back what the platform holds then. On the way forth the
 * environment's etag is read right before and right after.
 */
export async function configure(
  state: ReleaseState,
  effect: Effect & { kind: 'configure' },
  target: Target,
  ports: Ports,
  means: Means,
): Promise<Happening> {
  const part = state.plan.parts[effect.part]
  const wanted = effect.side === 'new' ? part : (part?.before ?? part)
  if (wanted === undefined)
    throw new RangeError(`A release of ${state.plan.parts.length} parts has no part ${effect.part}.`)
  const isUndone = effect.side === 'old' && (part?.before === undefined || part.before.rebuilt !== undefined)
  const variables = isUndone
    ? await variablesBefore(state, effect.part, target, ports, means)
    : effect.side === 'old'
      ? (await settingsBefore(state, effect.part, ports, means.memory)).variables
      : (await wantedSettings(wanted.settings, ports)).variables
  if (effect.side === 'new') await rememberBefore(state, effect.part, target, ports, means)
  // Going back is in a hurry, and what others changed meanwhile is undone by it.
  const before = effect.side === 'new' ? (await ports.platform.view(target)).configurationEtag : undefined
  // What is put back from memory was nobody's wish to seal.
  const planned = isUndone ? [] : wanted.settings
  const sealed = planned.flatMap((setting) => ('secret' in setting && setting.sealed ? [setting.name] : []))
  const configuration = configurationOn(state, effect, wanted.configuration)
  await ports.platform.configure(target, configuration, variables, means.permission, sealed)
  const [held, { configurationEtag: after, image }] = await Promise.all([
    ports.platform.heldSettings(target),
    ports.platform.view(target),
  ])
  const differences = settingDifferences(variables, held)
  if (differences.length > 0) {
    throw new ReleaseError(
      'settings-not-applied',
      `The platform holds other settings than were sent: ${inWords(differences)}.`,
      'See who else changes settings in this environment, then try again.',
    )
  }
  return {
    kind: 'configured',
    part: effect.part,
    fingerprint: means.fingerprints.of(variables),
    etags: { ...(before !== undefined && { before }), ...(after !== undefined && { after }) },
    ...(image !== undefined && configuration.image === undefined && { imageLeft: image }),
  }
}

/** How a service is to run on a side. Where nothing was released before, going back leaves it set to the image that it was found with. */
function configurationOn(
  state: ReleaseState,
  { part, side }: Effect & { kind: 'configure' },
  configuration: ServiceConfiguration,
): ServiceConfiguration {
  const { standing } = partOf(state, part)
  if (side === 'new' || state.plan.parts[part]?.before !== undefined || standing === undefined) return configuration
  const { image: _ours, ...others } = configuration
  return { ...others, ...(standing.image !== undefined && { image: standing.image }) }
}

/** Another process may have noted what there was; as long as it is still there, its values can be had. */
async function rememberBefore(
  state: ReleaseState,
  part: number,
  target: Target,
  { platform }: Ports,
  { memory, fingerprints }: Means,
): Promise<void> {
  const { surveyed } = partOf(state, part)
  const { before } = state.plan.parts[part] ?? {}
  const isRemembered = before === undefined || before.rebuilt !== undefined || isRotation(state.plan)
  if (surveyed === undefined || !isRemembered) return
  if (memory.settingsBefore.has(target.service)) return
  const { variables } = await platform.heldSettings(target)
  if (fingerprints.of(variables) === surveyed.fingerprint) memory.settingsBefore.set(target.service, variables)
}

/**
 * What there was before the first release of a service that this journal knows of: its values, where this process has seen them; else what is still
 * the same, without what the release added.
 */
async function variablesBefore(
  state: ReleaseState,
  part: number,
  target: Target,
  { platform }: Ports,
  { memory }: Means,
): Promise<Variables> {
  const { surveyed } = partOf(state, part)
  const remembered = memory.settingsBefore.get(target.service)
  if (remembered !== undefined) return remembered
  const held = await platform.heldSettings(target)
  return surveyed === undefined ? held.variables : whatIsLeft(surveyed, held)
}
