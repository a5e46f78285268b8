import type { LiveRelease } from '../journal/current.ts'
import type { Artifact } from '../ports/artifacts.ts'
import type { ServiceConfiguration, ServiceView } from '../ports/platform.ts'
import type { PlannedSetting } from '../ports/secrets.ts'
import { settingChanges } from '../settings/versions.ts'
import type { Hooks } from './hook.ts'
import type { Before, LeftService, PartPlan, Plan, ReleaseKind } from './plan.ts'
import type { Policy, SmokeCheck } from './policy.ts'
import type { Promotion } from './promotion.ts'

/** What is to run in an environment. Parts are released in this order. */
export interface Desired {
  readonly release: string
  readonly kind: ReleaseKind
  readonly environment: string
  readonly from?: string
  readonly artifact: Artifact
  readonly parts: readonly DesiredPart[]
  readonly policy: Policy
  readonly plannedAt: number
  /** Somebody said that what the platform runs without this journal knowing of it may be replaced. */
  readonly takeOver?: boolean
  readonly notRebuilt?: string
  readonly hooks?: Hooks
  readonly promotion?: Promotion
}

export interface DesiredPart {
  readonly service: string
  readonly configuration: ServiceConfiguration
  readonly settings: readonly PlannedSetting[]
  /** Requests besides the health check that must succeed. Default: none. */
  readonly smoke?: readonly SmokeCheck[]
  /** For a rollback: the deployment whose kept image is wanted; sent again from the artifact when it is no longer kept. */
  readonly restore?: string
}

/** What was seen before planning. */
export interface Observed {
  readonly live?: LiveRelease
  /** By service name. */
  readonly views: ReadonlyMap<string, ServiceView>
}

/** `plan(desired, observed) → steps`, pure: no clock, network, disk or randomness. */
export function makePlan(desired: Desired, observed: Observed): Plan {
  const { parts, ...rest } = desired
  const { live } = observed
  const left = leftBeside(parts, observed)
  return {
    ...rest,
    ...(live && live.rebuilt === undefined && { over: live.release }),
    parts: parts.map((part) => planPart(part, observed)),
    ...(left.length > 0 && { left }),
  }
}

/** What runs beside the parts: services that the live release has or left, and this one has not. */
function leftBeside(parts: readonly DesiredPart[], observed: Observed): LeftService[] {
  const { live } = observed
  const named = new Set(parts.map(({ service }) => service))
  const others = [...(live?.parts ?? []), ...(live?.left ?? [])].map(({ service }) => service)
  return others
    .filter((service) => !named.has(service))
    .flatMap((service) => {
      const before = beforeOf(service, observed)
      return before === undefined ? [] : [{ service, ...before }]
    })
}

function planPart(part: DesiredPart, observed: Observed): PartPlan {
  const before = beforeOf(part.service, observed)
  const kept = observed.views.get(part.service)?.deployments.find((record) => record.id === part.restore)
  const source =
    part.restore !== undefined && kept?.restorable === true
      ? { how: 'restore' as const, deployment: part.restore }
      : { how: 'upload' as const }
  return {
    service: part.service,
    configuration: part.configuration,
    settings: part.settings,
    ...(part.smoke && { smoke: part.smoke }),
    source,
    ...(before && { before }),
  }
}

function beforeOf(service: string, { live, views }: Observed): Before | undefined {
  const part = live?.parts.find((each) => each.service === service)
  if (live === undefined) return undefined
  if (part === undefined) {
    // Left by an earlier release: what it deployed still runs, and is what there is to go back to.
    const left = live.left?.find((each) => each.service === service)
    if (left === undefined) return undefined
    const { service: _service, ...before } = left
    return { ...before, deployment: runningCopy(before.deployment, views.get(service)) ?? before.deployment }
  }
  const { configuration, settings } = part
  const deployment = runningCopy(part.deployment, views.get(service)) ?? part.deployment
  const { release, artifact, rebuilt } = live
  return { release, deployment, digest: artifact.digest, configuration, settings, ...(rebuilt && { rebuilt }) }
}

/** Platforms redeploy by themselves: the one other deployment that runs the same image has taken the known one's place. */
function runningCopy(deployment: string, view: ServiceView | undefined): string | undefined {
  const [active, ...more] = view?.active ?? []
  if (view === undefined || active === undefined || more.length > 0 || active === deployment) return undefined
  const imageOf = (id: string) => view.deployments.find((record) => record.id === id)?.image
  return imageOf(active) !== undefined && imageOf(active) === imageOf(deployment) ? active : undefined
}

/** One thing that would be different afterwards. A setting is named, its value never is. */
export interface Change {
  readonly service: string
  readonly what: string
  readonly change: 'added' | 'changed' | 'removed'
  /** Given for the artifact and the service configuration; of a secret with another value its versions. */
  readonly from?: string
  readonly to?: string
}

/** What a plan would change; empty: the environment already is as desired. */
export function changesOf(plan: Pick<Plan, 'artifact' | 'parts'>): Change[] {
  return plan.parts.flatMap((part) => {
    const { service, before } = part
    const artifact = differences(
      service,
      '',
      new Map(before ? [['artifact', before.digest]] : []),
      new Map([['artifact', plan.artifact.digest]]),
    )
    const settings = settingChanges(before?.settings ?? [], part.settings).map(({ name, ...change }) => ({
      service,
      what: `setting ${name}`,
      ...change,
    }))
    const configuration = differences(
      service,
      'configuration ',
      fields(before?.configuration),
      fields(part.configuration),
    )
    return [...artifact, ...settings, ...configuration]
  })
}

function fields(configuration: ServiceConfiguration | undefined): Map<string, string> {
  return new Map(Object.entries(configuration ?? {}).map(([name, value]) => [name, String(value)]))
}

function differences(
  service: string,
  prefix: string,
  from: ReadonlyMap<string, string>,
  to: ReadonlyMap<string, string>,
): Change[] {
  const names = [...new Set([...from.keys(), ...to.keys()])].sort()
  return names
    .filter((name) => from.get(name) !== to.get(name))
    .map((name) => {
      const [before, after] = [from.get(name), to.get(name)]
      const change = before === undefined ? 'added' : after === undefined ? 'removed' : 'changed'
      return {
        service,
        what: `${prefix}${name}`,
        change,
        ...(before !== undefined && { from: before }),
        ...(after !== undefined && { to: after }),
      }
    })
}
