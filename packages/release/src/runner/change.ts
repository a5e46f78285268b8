import type { Fingerprints } from '../journal/fingerprint.ts'
import type { Effect } from '../machine/effect.ts'
import type { Happening } from '../machine/event.ts'
import type { ReleaseState } from '../machine/state.ts'
import type { Permission } from '../ports/permission.ts'
import type { Target, Variables } from '../ports/platform.ts'
import { ReleaseError } from '../release-error.ts'
import { uploadMessage } from './message.ts'
import type { Ports } from './ports.ts'
import { resolveSettings } from './settings.ts'

export type Changing = Extract<Effect, { kind: 'configure' | 'upload' | 'restore' | 'remove' }>

/** Effects that change the platform. Throws what the platform's adapter throws; the caller reconciles. */
export async function change(
  state: ReleaseState,
  effect: Changing,
  target: Target,
  ports: Ports,
  fingerprints: Fingerprints,
  permission: Permission,
): Promise<Happening> {
  switch (effect.kind) {
    case 'configure':
      return await configure(state, effect, target, ports, fingerprints, permission)
    case 'upload':
      return await upload(state, effect, target, ports, permission)
    case 'restore': {
      const { deployment } = await ports.platform.restore(target, effect.deployment, permission)
      return { kind: 'deployment-created', part: effect.part, deployment }
    }
    case 'remove':
      return await remove(state, effect, target, ports, permission)
  }
}

async function configure(
  state: ReleaseState,
  effect: Changing & { kind: 'configure' },
  target: Target,
  ports: Ports,
  fingerprints: Fingerprints,
  permission: Permission,
): Promise<Happening> {
  const part = state.plan.parts[effect.part]
  const wanted = effect.side === 'new' ? part : part?.before
  if (wanted === undefined) throw new RangeError(`Part ${effect.part} has nothing to configure.`)
  const variables = await resolveSettings(wanted.settings, ports.secrets)
  await ports.platform.configure(target, wanted.configuration, variables, permission)
  const names = differing(variables, await ports.platform.variables(target))
  if (names.length > 0) {
    throw new ReleaseError(
      'settings-not-applied',
      `The platform holds other settings than were sent: ${names.join(', ')}.`,
      'See who else changes settings in this environment, then try again.',
    )
  }
  return { kind: 'configured', part: effect.part, fingerprint: fingerprints.of(variables) }
}

/** A sealed variable cannot be read back; that it is there is the adapter's to see. */
function differing(sent: Variables, read: Variables): string[] {
  return [...read.keys()].filter((name) => sent.get(name) !== read.get(name)).sort()
}

async function upload(
  state: ReleaseState,
  effect: Changing & { kind: 'upload' },
  target: Target,
  ports: Ports,
  permission: Permission,
): Promise<Happening> {
  const digest =
    effect.side === 'new' ? state.plan.artifact.digest : (state.plan.parts[effect.part]?.before?.digest ?? '')
  const archive = await ports.artifacts.get(digest).catch((error: unknown) => {
    throw nothingSent(error)
  })
  if (archive === undefined) {
    throw nothingSent(
      new ReleaseError(
        'artifact-missing',
        `The artifact ${digest} is not kept here.`,
        'Build its commit again with "kickai deploy".',
      ),
    )
  }
  const { deployment } = await ports.platform.upload(
    target,
    archive,
    uploadMessage(state.plan, effect.part, effect.side),
    permission,
  )
  return { kind: 'deployment-created', part: effect.part, deployment }
}

/** What fails before the platform is asked has surely changed nothing there. */
function nothingSent(error: unknown): unknown {
  return error instanceof Error ? Object.assign(error, { acted: 'no' }) : error
}

/** A deployment that serves although it was thought not to is left alone: taking it away would leave nothing. */
async function remove(
  state: ReleaseState,
  effect: Changing & { kind: 'remove' },
  target: Target,
  ports: Ports,
  permission: Permission,
): Promise<Happening> {
  const names = { part: effect.part, deployment: effect.deployment }
  const replaces = state.plan.parts[effect.part]?.before !== undefined
  if (replaces && (await runsUnderUnknownStatus(target, effect.deployment, ports)))
    return { kind: 'removal-refused', ...names }
  const end = await ports.platform.remove(target, effect.deployment, replaces, permission)
  if (end === 'serving') return { kind: 'removal-refused', ...names }
  if (await stillThere(target, effect.deployment, ports)) throw stillRuns(effect.deployment)
  return { kind: 'removed', ...names }
}

/** A platform may say that it ends a deployment and do nothing. */
async function stillThere(target: Target, deployment: string, ports: Ports): Promise<boolean> {
  const { active, deployments } = await ports.platform.view(target)
  const phase = deployments.find(({ id }) => id === deployment)?.phase
  return active.includes(deployment) || (phase !== undefined && phase !== 'failed' && phase !== 'without effect')
}

function stillRuns(deployment: string): Error {
  const error = new ReleaseError(
    'deployment-not-ended',
    `Deployment ${deployment} was to be ended and still runs.`,
    'Look at it on the platform and end it there.',
  )
  return Object.assign(error, { acted: 'unknown' })
}

/** Where the platform's word for a deployment is not known, it still says whether it runs. */
async function runsUnderUnknownStatus(target: Target, deployment: string, ports: Ports): Promise<boolean> {
  const { active, deployments } = await ports.platform.view(target)
  return active.includes(deployment) && deployments.find(({ id }) => id === deployment)?.phase === 'unknown'
}
