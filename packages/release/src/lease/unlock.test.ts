import type { Store } from '@kickai/store'
import { expect, it } from 'vitest'
import { environmentEvents } from '../journal/environment-events.ts'
import { storeInNoTime } from '../simulation/simulated-release.ts'
import { VirtualClock } from '../simulation/virtual-clock.ts'
import { onEveryStore } from '../testing/stores.ts'
import { type Lease, type LeaseRefused, takeLease } from './lease.ts'
import { unlock } from './unlock.ts'

const times = { limitMs: 15_000, renewMs: 5_000, requestMs: 8_000 }

function leasesIn(opened: Store) {
  const clock = new VirtualClock()
  const store: Store = { ...storeInNoTime(opened, clock), now: async () => clock.now() }
  const take = async (holder: string) =>
    taken(await takeLease(store, clock, times, { environment: 'testing', holder, release: `rel_${holder}` }))
  const free = (force = false) =>
    unlock(store, clock, times, { environment: 'testing', by: 'linus', reason: 'Its machine is gone.', force })
  return { clock, store, take, free }
}

function taken(answer: Lease | LeaseRefused): Lease {
  if ('refused' in answer) throw new Error(`held by ${answer.holder}`)
  return answer
}

onEveryStore('unlock', (open) => {
  it('frees the lease of a holder that no longer renews it, at once; its token grows and it is recorded', async () => {
    const { clock, store, take, free } = leasesIn(await open())
    const dead = await take('ada')
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
    expect(clock.now()).toBeGreaterThan(0)
  })

  it('leaves a holder that lives alone, unless it is forced; then that one can do nothing more', async () => {
    const { clock, store, take, free } = leasesIn(await open())
    const alive = await take('ada')
    await expect(free()).rejects.toMatchObject({ code: 'lease-alive' })
    expect(alive.holds()).toBe(true)
    expect(await environmentEvents(store)).toEqual([])
    expect(await free(true)).toMatchObject({ unlocked: true, forced: true })
    await clock.sleep(times.renewMs + 1)
    expect(alive.holds()).toBe(false)
    await alive.giveBack()
    expect(await store.get('leases', 'testing')).toMatchObject({ token: alive.token + 1, expiresAt: 0 })
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
