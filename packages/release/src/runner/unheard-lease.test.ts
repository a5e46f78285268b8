import { type Store, StoreError } from '@kickai/store'
import { describe, expect, it } from 'vitest'
import { SimulatedEnvironment } from '../simulation/simulated-release.ts'
import { run } from './run.ts'

const limitMs = 15_000

/** A deployer that is given no answer in time when it takes the lease, which the store commits `afterMs` later all the same. */
function giveUp(environment: SimulatedEnvironment, release: string, afterMs: number) {
  const { ports, clock } = environment
  let committed: Promise<unknown> = Promise.resolve()
  let isTaking = false
  const store: Store = {
    ...ports.store,
    // Whoever takes a lease asks for the store's time before.
    async now() {
      isTaking = true
      return await ports.store.now()
    },
    transaction(work) {
      if (!isTaking) return ports.store.transaction(work)
      committed = clock.sleep(afterMs).then(() => ports.store.transaction(work))
      return Promise.reject(new StoreError('store-timeout', 'The store gave no answer in time.', 'Try again.'))
    },
  }
  return { ended: run(release, { ...ports, store }), committed: () => committed }
}

/** A release over a good one that was asked to stop while it verified, and gave its lease back. */
async function stoppedRelease() {
  const environment = await SimulatedEnvironment.open()
  await environment.release('good')
  const { release } = await environment.begin('new')
  const stop = new AbortController()
  const onProgress = ({ state }: { state: string }) => state === 'verifying' && stop.abort()
  await run(release, environment.ports, { signal: stop.signal, onProgress })
  return { environment, release }
}

describe('a lease that is taken for a process which has ended by then', () => {
  it.each([0, 10_000])('is waited for by whoever resumes until it runs out, committed after %i ms', async (afterMs) => {
    const { environment, release } = await stoppedRelease()
    const given = giveUp(environment, release, afterMs)
    await expect(given.ended).rejects.toMatchObject({ code: 'store-timeout' })
    await given.committed()
    const askedAt = environment.clock.now()
    const state = await run(release, environment.ports)
    expect(state.verdict).toBe('live')
    expect((state.carriedSince ?? 0) - askedAt).toBe(limitMs - afterMs)
    expect(environment.platform.deploymentCount).toBe(2)
  })

  it('and comes after it could have lasted, is none', async () => {
    const { environment, release } = await stoppedRelease()
    const given = giveUp(environment, release, limitMs)
    await expect(given.ended).rejects.toMatchObject({ code: 'store-timeout' })
    await given.committed()
    const askedAt = environment.clock.now()
    expect((await run(release, environment.ports)).carriedSince).toBe(askedAt)
  })

  it('keeps another release out, and no longer than it lasts', async () => {
    const environment = await SimulatedEnvironment.open()
    const { release } = await environment.begin('never')
    const given = giveUp(environment, release, 10_000)
    await expect(given.ended).rejects.toMatchObject({ code: 'store-timeout' })
    await given.committed()
    const early = await environment.release('next')
    expect(early).toMatchObject({ verdict: 'blocked', reason: { code: 'lease-held' } })
    await environment.clock.sleep(limitMs - 10_000)
    expect((await environment.release('next')).verdict).toBe('live')
  })
})
