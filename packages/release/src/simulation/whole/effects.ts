import type { changes } from './scenario.ts'
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
  if (lease.holder !== holder) {
    if (!hasSlept) world.violated(`${what} while ${lease.holder} held the lease.`)
    // What it still sends after somebody else went on comes like a change by hand.
    world.isMeddledWith = true
    world.troubles.add('a straggler sends')
    return undefined
  }
  const lasts = Math.max(lease.expiresAt, lease.busyUntil) > world.clock.now()
  if (!lasts && !hasSlept) world.violated(`${what} after its lease had run out.`)
  const last = world.lastEntry(lease.release)
  if (last?.kind !== 'intent' || last.effect.kind !== operation) {
    world.violated(`${what} without having journaled that it would; the last entry is ${last?.kind}.`)
    return undefined
  }
  if (last.token !== lease.token) world.violated(`${what} under token ${last.token}, not ${lease.token}.`)
  return { release: lease.release, part: last.effect.part, side: 'side' in last.effect ? last.effect.side : 'new' }
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
 * Notes that a deployment was made, and that it was the only one for its release, part and side. A second one is nobody's
 * fault only where the first could not be seen when the platform was last asked before: for longer than it is looked for.
 */
export function deploymentMade(world: World, intended: Intended | undefined, service: string, visibleAt: number): void {
  if (intended === undefined) return
  const { release, part, side } = intended
  const before = world.made.find((each) => each.release === release && each.part === part && each.side === side)
  if (before !== undefined && before.visibleAt <= (world.viewedAt.get(service) ?? 0))
    world.violated(`${release} had a second deployment made of part ${part}, ${side}, and could have seen the first.`)
  // What comes so late overtakes whatever was done meanwhile.
  if (before !== undefined) world.isMeddledWith = true
  world.made.push({ ...intended, visibleAt })
}
