import type { Store } from '@kickai/store'
import { expect, it } from 'vitest'
import { storeInNoTime } from '../simulation/simulated-release.ts'
import { VirtualClock } from '../simulation/virtual-clock.ts'
import { onEveryStore } from '../testing/stores.ts'
import { type Lease, type LeaseRefused, takeLease } from './lease.ts'

const times = { limitMs: 15_000, renewMs: 5_000, requestMs: 8_000 }

/** Leases in a store whose clock is a virtual one. */
function leasesIn(opened: Store) {
  const clock = new VirtualClock()
  const store: Store = { ...storeInNoTime(opened, clock), now: async () => clock.now() }
  const take = (holder: string) =>
    takeLease(store, clock, times, { environment: 'testing', holder, release: `rel_${holder}` })
  return { clock, store, take }
}

function taken(answer: Lease | LeaseRefused): Lease {
  if ('refused' in answer) throw new Error(`held by ${answer.holder}`)
  return answer
}

onEveryStore('a lease', (open) => {
  it('goes to one of two, and the other is told who holds it and for how long', async () => {
    const { take } = leasesIn(await open())
    const first = taken(await take('ada'))
    expect(await take('grace')).toEqual({ refused: true, holder: 'ada', release: 'rel_ada', waitMs: 23_000 })
    await first.giveBack()
  })

  it('goes to exactly one of several that ask in the same moment', async () => {
    const { take } = leasesIn(await open())
    const answers = await Promise.all(['ada', 'grace', 'linus'].map(take))
    const leases = answers.filter((answer) => !('refused' in answer))
    expect(leases).toHaveLength(1)
    for (const lease of leases) await taken(lease).giveBack()
  })

  it('is free at once when it was given back, and its token grows', async () => {
    const { take } = leasesIn(await open())
    const first = taken(await take('ada'))
    await first.giveBack()
    const second = taken(await take('grace'))
    expect(second.token).toBe(first.token + 1)
    await second.giveBack()
  })

  it('is kept for as long as its holder renews it', async () => {
    const { clock, take } = leasesIn(await open())
    const first = taken(await take('ada'))
    await clock.sleep(120_000)
    expect(first.holds()).toBe(true)
    expect(await take('grace')).toMatchObject({ refused: true })
    await first.giveBack()
  })

  it('that ran out may be taken over only after the time a request may take', async () => {
    const { clock, take } = leasesIn(await open())
    taken(await take('ada')).stop()
    await clock.sleep(22_999)
    expect(await take('grace')).toMatchObject({ refused: true, waitMs: 1 })
    await clock.sleep(1)
    await taken(await take('grace')).giveBack()
  })

  it('that was taken over is not renewed, and its holder knows', async () => {
    const { clock, store, take } = leasesIn(await open())
    const first = taken(await take('ada'))
    const record = await store.get('leases', 'testing')
    await store.transaction(async (transaction) =>
      transaction.set('leases', 'testing', { ...record, token: 9, holder: 'grace' }),
    )
    await clock.sleep(6_000)
    expect(first.holds()).toBe(false)
    await first.giveBack()
    expect((await store.get('leases', 'testing'))?.holder).toBe('grace')
  })

  it('does not hold when less is left than a request may take', async () => {
    const { clock, take } = leasesIn(await open())
    const first = taken(await take('ada'))
    first.stop()
    expect(first.holds()).toBe(false)
    await clock.sleep(10_000)
    await first.renew()
    expect(first.holds()).toBe(false)
  })
})
