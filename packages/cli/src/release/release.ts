import {
  type Artifact,
  type Change,
  changesOf,
  type Desired,
  makePlan,
  type Plan,
  type Promotion,
  rotatedSecrets,
} from '@kickai/release'
import type { Connection, Project } from '../connection/connection.ts'
import { CommandError } from '../error/command-error.ts'
import { recorded } from '../github/deployments.ts'
import { shortVersion } from '../output/format.ts'
import type { Progress } from '../output/progress.ts'
import { withStore } from '../workspace/workspace.ts'
import { beginRelease } from './carry-out.ts'
import { desiredRelease, desiredRotation } from './desired.ts'
import { driftOf, imageDrift } from './drift.ts'
import { putLateRight } from './late.ts'
import { leftLines } from './left.ts'
import { liveIsActive, observe, type Seen } from './observe.ts'
import { removeOldArtifacts } from './old-artifacts.ts'
import { portsFor } from './ports.ts'
import { rebuiltLines } from './rebuilt.ts'
import { type ReleaseResult, resultOf, unchangedResult } from './result.ts'
import { versioned } from './versions.ts'

/** What every release needs besides its environment. */
export interface ReleaseSurroundings {
  readonly project: Project
  readonly progress: Progress
  readonly signal: AbortSignal
  /** When the whole began, where a result's time is to count from earlier than its own release. */
  readonly startedAt?: number
}

export interface PlannedRelease {
  readonly plan: Plan
  readonly seen: Seen
  /** What would be different afterwards, counting what the platform holds otherwise than the live release has it. */
  readonly changes: readonly Change[]
  /** Nothing would change, and what is live runs. */
  readonly unchanged: boolean
}

/** Plans the release of an artifact into an environment. Changes nothing there. */
export async function planRelease(
  project: Project,
  connection: Connection,
  wanted: { readonly kind: 'deploy' | 'promotion'; readonly artifact: Artifact; readonly from?: string },
): Promise<PlannedRelease> {
  const { seen, desired } = await withStore(connection.journal, async (store) => {
    const seen = await observe(project, connection, store)
    const { notRebuilt } = seen
    const desired = {
      ...desiredRelease(project.configuration, connection, wanted, seen.current),
      ...(notRebuilt !== undefined && { notRebuilt }),
    }
    return { seen, desired: await versioned(desired, connection, store) }
  })
  return await planned(connection, seen, desired)
}

/** Plans the live release with the secrets of now. Changes nothing there. `nothing-live` where there is none. */
async function planRotation(project: Project, connection: Connection): Promise<PlannedRelease> {
  const { seen, desired } = await withStore(connection.journal, async (store) => {
    const seen = await observe(project, connection, store)
    const { live } = seen.current
    if (live === undefined)
      throw new CommandError(
        'nothing-live',
        `No release is live in ${connection.environment}, so there is none to rotate secrets of.`,
      )
    return { seen, desired: await versioned(desiredRotation(connection, live, seen.current), connection, store) }
  })
  return await planned(connection, seen, desired)
}

async function planned(connection: Connection, seen: Seen, desired: Desired): Promise<PlannedRelease> {
  const { live } = seen.current
  const plan = makePlan(desired, { ...(live && { live }), views: seen.views })
  const changes = changesOf(plan)
  const known = new Set(changes.map(({ service, what }) => `${service} ${what}`))
  const settings = live === undefined ? [] : await driftOf(connection, plan.parts)
  const drift = [...settings, ...imageDrift(seen.views, plan.parts)]
  changes.push(...drift.filter(({ service, what }) => !known.has(`${service} ${what}`)))
  return { plan, seen, changes, unchanged: changes.length === 0 && liveIsActive(seen) }
}

/** What is to be released; of a promotion also how far it may be promoted, which is looked at only where something changes. */
interface Wanted {
  readonly kind: 'deploy' | 'promotion'
  readonly artifact: Artifact
  readonly from?: string
  readonly promotion?: () => Promise<Promotion>
  /** Its rules are looked at, and may block it, where nothing would change too. */
  readonly evenUnchanged?: boolean
}

/** Releases an artifact into an environment, unless it and its settings are live there already. */
export async function releaseInto(
  surroundings: ReleaseSurroundings,
  connection: Connection,
  wanted: Wanted,
): Promise<ReleaseResult> {
  const { project, startedAt = Date.now() } = surroundings
  const { promotion: look, evenUnchanged = false, ...what } = wanted
  const found = await planRelease(project, connection, what)
  const planned = { ...found, unchanged: found.unchanged && !evenUnchanged }
  const promotion = planned.unchanged ? undefined : await look?.()
  const plan = { ...planned.plan, ...(promotion && { promotion }) }
  // What nobody knows may pass, but not silently. On this machine nobody watches between releases, so there it is always so.
  for (const { outcome, sentence } of connection.where === 'railway' ? (promotion?.rules ?? []) : [])
    if (outcome === 'inconclusive') surroundings.progress.line(`${connection.environment}  ${sentence}`)
  return await carryOutUnlessLive({ ...surroundings, startedAt }, connection, { ...planned, plan })
}

/** Releases what is live once more with the secrets of now, unless all have the values that they went live with. */
export async function rotateIn(surroundings: ReleaseSurroundings, connection: Connection): Promise<ReleaseResult> {
  const { startedAt = Date.now() } = surroundings
  const planned = await planRotation(surroundings.project, connection)
  return await carryOutUnlessLive({ ...surroundings, startedAt }, connection, planned)
}

async function carryOutUnlessLive(
  surroundings: ReleaseSurroundings & { readonly startedAt: number },
  connection: Connection,
  { plan, seen, unchanged }: PlannedRelease,
): Promise<ReleaseResult> {
  const { progress, startedAt } = surroundings
  for (const line of leftLines(plan)) progress.line(`${connection.environment}${line}`)
  for (const line of rebuiltLines(seen)) progress.line(`${connection.environment}${line}`)
  if (unchanged && seen.current.live !== undefined) {
    progress.line(`${connection.environment}  live already, nothing to change`)
    return await unchangedResult(connection, seen.current.live, { kind: plan.kind, startedAt })
  }
  for (const { service, name, from, to } of rotatedSecrets(plan))
    progress.line(
      `${connection.environment}  ${service} gets another value of ${name} (${shortVersion(from)} → ${shortVersion(to)})`,
    )
  return await carryOutPlan(surroundings, connection, plan)
}

/** Carries a plan out and says how it ended. */
export async function carryOutPlan(
  surroundings: ReleaseSurroundings,
  connection: Connection,
  plan: Plan,
): Promise<ReleaseResult> {
  const { project, progress, signal } = surroundings
  return await recorded(project.variables, plan, surroundings, async () => {
    const state = await withStore(connection.journal, async (store) => {
      const ports = portsFor(project, connection, store, progress)
      await putLateRight(connection.environment, ports, { progress, signal })
      return await beginRelease(plan, { ports, progress, signal })
    })
    await removeOldArtifacts(project, connection, progress)
    return await resultOf(connection, state)
  })
}
