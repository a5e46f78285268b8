import type { Store } from '@kickai/store'
import { expect, it } from 'vitest'
import { environmentEvents } from '../journal/environment-events.ts'
import type { Processes } from '../process/this-process.ts'
import { storeInNoTime } from '../simulation/simulated-release.ts'
import { VirtualClock } from '../simulation/virtual-clock.ts'
import { onEveryStore } from '../testing/stores.ts'
import { type Lease, type LeaseRefused, takeLease } from './lease.ts'
import { unlock } from './unlock.ts'

const times = { limitMs: 15_000, renewMs: 5_000, requestMs: 8_000 }

function leasesIn(opened: Store) {
  const clock = new VirtualClock()
  const store: Store = { ...storeInNoTime(opened, clock), now: async () => clock.now() }
  const environment = 'testing'
  const reason = 'Its machine is gone.'
  const take = async (holder: string, processes?: Processes) => {
    const want = { environment, holder, release: `rel_${holder}`, ...(processes && { processes }) }
    return taken(await takeLease(store, clock, times, want))
  }
  const free = (force = false, processes?: Processes) =>
    unlock(store, clock, times, { environment, by: 'linus', reason, force, ...(processes && { processes }) })
  return { clock, store, take, free }
}

function taken(answer: Lease | LeaseRefused): Lease {
  if ('refused' in answer) throw new Error(`held by ${answer.holder}`)
  return answer
}

onEveryStore('unlock', (open) => {
  it('frees the lease of a holder that no longer renews it, at once; its token grows and it is recorded', async () => {
    const { store, take, free } = leasesIn(await open())
    const dead = await take('ada')
    await dead.permit(60_000)
    dead.stop()
    expect(await free()).toEqual({
      unlocked: true,
      holder: 'ada',
      release: 'rel_ada',
      token: dead.token,
      forced: false,
      stragglersUntil: expect.any(Number),
    })
    const next = await take('grace')
    expect(next.token).toBe(dead.token + 2)
    // What it had under way is not waited for, but looked out for.
    expect(next.takenFrom).toEqual({ holder: 'ada', longestMs: 60_000 })
    await next.giveBack()
    const event = {
      kind: 'unlocked',
      environment: 'testing',
      by: 'linus',
      reason: 'Its machine is gone.',
      holder: 'ada',
    }
    expect(await environmentEvents(store)).toMatchObject([{ ...event, token: dead.token, at: expect.any(Number) }])
    expect(await environmentEvents(store, 'production')).toEqual([])
  })

  it('does not wait for a process of this machine that is no more', async () => {
    const { clock, take, free } = leasesIn(await open())
    const own = { machine: 'm', pid: 1, startTime: '1' }
    ;(await take('ada', { own, isGone: () => false })).stop()
    const before = clock.now()
    expect(await free(false, { own, isGone: () => true })).toMatchObject({ unlocked: true })
    expect(clock.now()).toBe(before)
  })

  it('leaves a holder that lives alone, unless it is forced; then that one can do nothing more', async () => {
    const { clock, store, take, free } = leasesIn(await open())
    const alive = await take('ada')
    await expect(free()).rejects.toMatchObject({ code: 'lease-alive' })
    expect(alive.leftMs()).toBeGreaterThan(0)
    expect(await environmentEvents(store)).toEqual([])
    expect(await free(true)).toMatchObject({ unlocked: true, forced: true })
    expect(await alive.permit(1_000)).toBeUndefined()
    await clock.sleep(times.renewMs + 1)
    expect(alive.leftMs()).toBe(0)
    await alive.giveBack()
    expect(await store.get('leases', 'testing')).toMatchObject({ token: alive.token + 1, expiresAt: 1 })
  })

  it('has nothing to do where nobody holds anything, and events are numbered without gaps', async () => {
    const { store, take, free } = leasesIn(await open())
    expect(await free()).toEqual({ unlocked: false })
    for (const holder of ['ada', 'grace']) {
      ;(await take(holder)).stop()
      await free(true)
    }
    expect(await free()).toEqual({ unlocked: false })
    expect((await store.list('environments/testing/events')).map(({ id }) => id)).toEqual(['00000000', '00000001'])
  })
})
