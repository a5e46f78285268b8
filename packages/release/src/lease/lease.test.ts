import type { Store } from '@kickai/store'
import { expect, it } from 'vitest'
import type { Processes } from '../process/this-process.ts'
import { storeInNoTime } from '../simulation/simulated-release.ts'
import { VirtualClock } from '../simulation/virtual-clock.ts'
import { onEveryStore } from '../testing/stores.ts'
import { type Lease, type LeaseRefused, takeLease } from './lease.ts'
import { requestLimitMs } from './times.ts'

const times = { limitMs: 15_000, renewMs: 5_000, requestMs: 8_000 }

/** Leases in a store whose clock is a virtual one. */
function leasesIn(opened: Store) {
  const clock = new VirtualClock()
  let steppedMs = 0
  const store: Store = { ...storeInNoTime(opened, clock), now: async () => clock.now() + steppedMs }
  const take = (holder: string, want: { watched?: string; processes?: Processes } = {}) =>
    takeLease(store, clock, times, { environment: 'testing', holder, release: `rel_${holder}`, ...want })
  /** Sets the store's clock forward, or back. */
  const step = (ms: number) => {
    steppedMs += ms
  }
  return { clock, store, take, step }
}

function taken(answer: Lease | LeaseRefused): Lease {
  if ('refused' in answer) throw new Error(`held by ${answer.holder}`)
  return answer
}

onEveryStore('a lease', (open) => {
  it('goes to one of two, and the other is told who holds it and for how long', async () => {
    const { take } = leasesIn(await open())
    const first = taken(await take('ada'))
    expect(await take('grace')).toMatchObject({ refused: true, holder: 'ada', release: 'rel_ada', waitMs: 15_000 })
    await first.giveBack()
  })

  it('goes to exactly one of several that ask in the same moment', async () => {
    const { take } = leasesIn(await open())
    const answers = await Promise.all(['ada', 'grace', 'linus'].map((holder) => take(holder)))
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
    expect(first.leftMs()).toBeGreaterThanOrEqual(10_000)
    expect(await take('grace')).toMatchObject({ refused: true })
    await first.giveBack()
  })

  it('that ran out may be taken over, and whoever takes it knows from whom', async () => {
    const { clock, take } = leasesIn(await open())
    taken(await take('ada')).stop()
    await clock.sleep(14_999)
    expect(await take('grace')).toMatchObject({ refused: true, waitMs: 1 })
    await clock.sleep(1)
    const second = taken(await take('grace'))
    expect(second.takenFrom).toEqual({ holder: 'ada', longestMs: 8_000 })
    await second.giveBack()
  })

  it('is waited for as long as a request of its holder may be under way, and no longer once that was answered', async () => {
    const { clock, take } = leasesIn(await open())
    const first = taken(await take('ada'))
    const limitMs = requestLimitMs(times, 2_000_000)
    expect(limitMs).toBe(24_000)
    const permit = await first.permit(limitMs)
    expect(permit?.leftMs()).toBe(24_000)
    expect(await take('grace')).toMatchObject({ waitMs: 24_000 })
    await first.answered()
    expect(await take('grace')).toMatchObject({ waitMs: 15_000 })
    await first.permit(limitMs)
    first.stop()
    await clock.sleep(23_999)
    expect(await take('grace')).toMatchObject({ refused: true, waitMs: 1 })
    await clock.sleep(1)
    expect(permit?.leftMs()).toBe(0)
    const second = taken(await take('grace'))
    expect(second.takenFrom).toMatchObject({ longestMs: 24_000 })
    await second.giveBack()
  })

  it('given back by who did not look out for the holder before leaves that to the next one, though its process is gone', async () => {
    const { clock, take } = leasesIn(await open())
    taken(await take('ada')).stop()
    await clock.sleep(15_000)
    const processes: Processes = { own: { machine: 'here', pid: 1, startTime: 'then' }, isGone: () => true }
    const second = taken(await take('grace', { processes }))
    await second.giveBack(second.takenFrom)
    expect(await second.permit(1_000)).toBeUndefined()
    const third = taken(await take('linus', { processes }))
    expect(third.takenFrom).toEqual({ holder: 'ada', longestMs: 8_000 })
    await third.giveBack()
    const fourth = taken(await take('ada'))
    expect(fourth.takenFrom).toBeUndefined()
    await fourth.giveBack()
  })

  it('of a dead process is free at once, and nothing of it is to be feared', async () => {
    const { take } = leasesIn(await open())
    const own = { machine: 'here', pid: 7, startTime: '1' }
    taken(await take('ada', { processes: { own, isGone: () => false } })).stop()
    expect(await take('grace', { processes: { own, isGone: () => false } })).toMatchObject({ refused: true })
    expect(await take('grace')).toMatchObject({ refused: true })
    const second = taken(await take('grace', { processes: { own, isGone: ({ pid }) => pid === 7 } }))
    expect(second.takenFrom).toBeUndefined()
    await second.giveBack()
  })

  it('runs out for whoever has watched it, though the clock of the store was set back', async () => {
    const { clock, take, step } = leasesIn(await open())
    taken(await take('ada')).stop()
    step(-3_600_000)
    const seen = (await take('grace')) as LeaseRefused
    expect(seen.waitMs).toBe(15_000)
    await clock.sleep(15_000)
    expect(await take('grace')).toMatchObject({ refused: true, waitMs: 15_000 })
    await taken(await take('grace', { watched: seen.seen })).giveBack()
  })

  it('that is renewed is none to whoever watches, and its holder minds no clock that is set', async () => {
    const { clock, take, step } = leasesIn(await open())
    const first = taken(await take('ada'))
    const seen = (await take('grace')) as LeaseRefused
    step(-3_600_000)
    await clock.sleep(15_000)
    expect(await take('grace', { watched: seen.seen })).toMatchObject({ refused: true })
    step(7_200_000)
    expect((await first.permit(8_000))?.leftMs()).toBe(8_000)
    expect(await take('grace')).toMatchObject({ refused: true, waitMs: 15_000 })
    await first.giveBack()
  })

  it('that was taken over is not renewed, and its holder knows', async () => {
    const { clock, store, take } = leasesIn(await open())
    const first = taken(await take('ada'))
    const record = await store.get('leases', 'testing')
    await store.transaction(async (transaction) =>
      transaction.set('leases', 'testing', { ...record, token: 9, holder: 'grace' }),
    )
    await clock.sleep(6_000)
    expect(first.leftMs()).toBe(0)
    expect(await first.permit(8_000)).toBeUndefined()
    await first.giveBack()
    expect((await store.get('leases', 'testing'))?.holder).toBe('grace')
  })

  it('is waited for as long as its permit says, though a renewal from before the permit comes last', async () => {
    const { clock, store, take } = leasesIn(await open())
    let held: Promise<void> | undefined
    const slow: Store = {
      ...store,
      transaction: async (work) => {
        await held
        return await store.transaction(work)
      },
    }
    const want = { environment: 'testing', holder: 'ada', release: 'rel_ada' }
    const first = taken(await takeLease(slow, clock, times, want))
    let goOn = () => {}
    held = new Promise<void>((resolve) => {
      goOn = resolve
    })
    await clock.sleep(5_500)
    held = undefined
    await first.permit(24_000)
    goOn()
    await clock.sleep(100)
    const refused = await take('grace')
    // Under a virtual clock a lease that is not given back is renewed for ever, and no test ends.
    await first.giveBack()
    expect(refused).toMatchObject({ waitMs: 23_900 })
  })

  it('tells how long it lasts though the store is silent', async () => {
    const { clock, take } = leasesIn(await open())
    const first = taken(await take('ada'))
    expect(first.leftMs()).toBe(15_000)
    await clock.sleep(4_000)
    expect(first.leftMs()).toBe(11_000)
    first.stop()
    expect(first.leftMs()).toBe(0)
  })
})
