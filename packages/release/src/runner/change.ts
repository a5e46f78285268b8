import type { Fingerprints } from '../journal/fingerprint.ts'
import type { Effect, Side } from '../machine/effect.ts'
import type { Happening } from '../machine/event.ts'
import { configurationOf } from '../machine/part.ts'
import type { ReleaseState } from '../machine/state.ts'
import { uploadMessage } from '../plan/label.ts'
import { isRotation } from '../plan/rotation.ts'
import type { Permission } from '../ports/permission.ts'
import type { Target } from '../ports/platform.ts'
import { ReleaseError } from '../release-error.ts'
import { configure } from './configure.ts'
import type { Memory } from './memory.ts'
import type { Ports } from './ports.ts'
import { settingsBefore } from './settings-before.ts'

/** What a change needs besides the ports. */
export interface Means {
  readonly fingerprints: Fingerprints
  readonly memory: Memory
  readonly permission: Permission
}

export type Changing = Extract<Effect, { kind: 'configure' | 'upload' | 'restore' | 'remove' }>

/** Effects that change the platform. Throws what the platform's adapter throws; the caller reconciles. */
export async function change(
  state: ReleaseState,
  effect: Changing,
  target: Target,
  ports: Ports,
  means: Means,
): Promise<Happening> {
  const { permission } = means
  switch (effect.kind) {
    case 'configure':
      return await configure(state, effect, target, ports, means)
    case 'upload':
      return await upload(state, effect, target, ports, permission)
    case 'restore': {
      const variables = await restoredWith(state, effect, ports, means)
      const { deployment } = await ports.platform.restore(target, effect.deployment, permission, variables)
      return { kind: 'deployment-created', part: effect.part, deployment }
    }
    case 'remove':
      return await remove(state, effect, target, ports, permission)
  }
}

/**
 * Where nobody can read what a secret was before it was rotated, the platform alone can run the old release with it. So it is
 * where that cannot even be found out: what serves must not wait for a vault.
 */
async function restoredWith(
  state: ReleaseState,
  { part, side }: Changing & { kind: 'restore' },
  ports: Ports,
  { memory }: Means,
): Promise<'of now' | 'of then'> {
  if (side === 'new' || !isRotation(state.plan)) return 'of now'
  const before = await settingsBefore(state, part, ports, memory).catch(() => undefined)
  return before === undefined || before.kept.length > 0 ? 'of then' : 'of now'
}

async function upload(
  state: ReleaseState,
  effect: Changing & { kind: 'upload' },
  target: Target,
  ports: Ports,
  permission: Permission,
): Promise<Happening> {
  if (imageOf(state, effect) !== undefined) {
    const { deployment } = await ports.platform.deployImage(target, permission)
    return { kind: 'deployment-created', part: effect.part, deployment }
  }
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

/** The image that a part runs on a side; undefined where its bytes are sent. */
export function imageOf(
  state: ReleaseState,
  { part, side }: { readonly part: number; readonly side: Side },
): string | undefined {
  return configurationOf(state, part, side).image
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
  const replaces = state.verdict === 'live' || state.plan.parts[effect.part]?.before !== undefined
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
