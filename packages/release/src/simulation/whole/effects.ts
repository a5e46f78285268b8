import { isFree } from '../../lease/lease.ts'
import type { Event } from '../../machine/event.ts'
import type { Deployed, SimulatedService } from '../simulated-service.ts'
import type { changes, Scenario } from './scenario.ts'
import { environment, type Intended, type World } from './world.ts'

interface Lease {
  readonly token: number
  readonly holder: string
  readonly release: string
  readonly expiresAt: number
  readonly busyUntil: number
}

function leaseOf(world: World): Lease | undefined {
  return world.stored('leases', environment) as Lease | undefined
}

/** A change on its way, and who sent it. What a process sends that slept in between, `hasSlept`, is not its fault. */
export interface Sent {
  readonly holder: string
  readonly operation: (typeof changes)[number]
  readonly service: string
  readonly hasSlept: boolean
}

/**
 * Whether a process may send a change: it holds the lease, and the last thing in the journal of its release is that it
 * means to. Gives what it means to do.
 */
export function changeSent(world: World, sent: Sent): Intended | undefined {
  const { holder, operation, hasSlept } = sent
  const lease = leaseOf(world)
  const what = nameOf(sent)
  if (lease === undefined) {
    world.violated(`${what} without any lease.`)
    return undefined
  }
  if (lease.holder !== holder || isFree(lease)) {
    if (!hasSlept) world.violated(`${what} while ${isFree(lease) ? 'nobody' : lease.holder} held the lease.`)
    // What it still sends after somebody else went on comes like a change by hand.
    world.isMeddledWith = true
    world.troubles.add('a straggler sends')
    return undefined
  }
  const lasts = Math.max(lease.expiresAt, lease.busyUntil) > world.clock.now()
  if (!lasts && !hasSlept) world.violated(`${what} after its lease had run out.`)
  const last = world.lastEntry(lease.release, holder)
  if (last?.kind !== 'intent' || last.effect.kind !== operation) {
    world.violated(`${what} without having journaled that it would; the last entry is ${last?.kind}.`)
    return undefined
  }
  if (last.token !== lease.token) world.violated(`${what} under token ${last.token}, not ${lease.token}.`)
  const viewedAt = world.viewedAt.get(sent.service) ?? 0
  const side = 'side' in last.effect ? last.effect.side : 'new'
  return { release: lease.release, part: last.effect.part, side, viewedAt }
}

/** Whether somebody else has taken the lease over while a change was still under way within its permit. */
export function changeArrived(world: World, sent: Sent): void {
  const lease = leaseOf(world)
  if (sent.hasSlept || lease === undefined || lease.holder === sent.holder) return
  world.violated(`${nameOf(sent)}, and ${lease.holder} took the lease over while that was under way.`)
}

function nameOf({ holder, operation, service }: Sent): string {
  return `${holder} sent ${operation} of ${service}`
}

/**
 * Notes that a deployment was made, and that it was no blind repetition: the only one for its release, part and side, but
 * where the release knows of those that brought the old one back before and wants another. A second one is nobody's
 * fault only where the first could not be seen when the platform was last asked: for longer than it is looked for. What was
 * made before one that the release knows of was judged by that one.
 */
export function deploymentMade(world: World, intended: Intended | undefined, made: Deployed): void {
  if (intended === undefined) return
  const { release, part, side } = intended
  const before = world.made.filter((each) => each.release === release && each.part === part && each.side === side)
  const visibleAt = world.clock.now() + (made.fate.hiddenMs ?? 0)
  world.made.push({ ...intended, visibleAt, id: made.record.id })
  const lastKnown = side === 'new' ? -1 : before.findLastIndex(({ id }) => isKnown(world, release, id))
  const unknown = before.slice(lastKnown + 1)
  if (unknown.length === 0) return
  if (unknown.some((each) => each.visibleAt <= intended.viewedAt))
    world.violated(`${release} had a second deployment made of part ${part}, ${side}, and could have seen the first.`)
  // What comes so late overtakes whatever was done meanwhile.
  world.isMeddledWith = true
}

/** It stands in the journal, or in what came too late for that; whoever went on meanwhile could not know of it. */
function isKnown(world: World, release: string, deployment: string): boolean {
  return [...world.entries(release), ...world.spooled].some(
    (entry) => (entry.kind === 'result' || entry.kind === 'observation') && names(entry.event, deployment),
  )
}

/** Says that a deployment was made, or that one which came late was taken for what was wanted. */
function names(event: Event, deployment: string): boolean {
  if ('foreign' in event && event.foreign?.copy === true && event.foreign.deployment === deployment) return true
  return event.kind === 'deployment-created' && event.deployment === deployment
}

/**
 * Whether the newest deployment can be seen by nobody while it is looked for: where nobody was told of it either, it
 * overtakes what is done afterwards.
 */
export function isOutOfSight({ deployments: [newest] }: SimulatedService, { policy }: Scenario): boolean {
  return (newest?.fate.hiddenMs ?? 0) > policy.settleMs
}
