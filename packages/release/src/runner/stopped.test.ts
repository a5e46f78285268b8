import type { Store } from '@kickai/store'
import { describe, expect, it } from 'vitest'
import type { Trouble } from '../simulation/simulated-platform.ts'
import { SimulatedEnvironment } from '../simulation/simulated-release.ts'
import { run } from './run.ts'

describe('being asked to stop', () => {
  /** Stopped while the first `operation` waits or is looked for, then resumed: what it came to, and how many changes were sent. */
  async function stoppedIn(operation: 'configure' | 'upload', trouble: Trouble, afterMs: number) {
    const environment = await SimulatedEnvironment.open()
    await environment.release('good')
    environment.platform.troubles.set(operation, [trouble])
    const plan = await environment.begin('new')
    const stop = new AbortController()
    const left = await run(plan.release, environment.ports, {
      signal: stop.signal,
      onProgress: (state) => {
        const next = operation === 'configure' ? 'measured' : 'touched'
        const reached = state.parts.some((part) => part[next])
        if (reached) void environment.clock.sleep(afterMs).then(() => stop.abort())
      },
    })
    const state = await run(plan.release, environment.ports)
    return { left: left.state, verdict: state.verdict, environment }
  }

  it('while a change that was put off is waited for fails nothing: the release goes on from there', async () => {
    const { left, verdict } = await stoppedIn('configure', 'put off', 500)
    expect({ left, verdict }).toEqual({ left: 'configuring', verdict: 'live' })
  })

  it('while an upload without an answer is looked for leaves that to whoever resumes, and nothing is sent twice', async () => {
    const { left, verdict, environment } = await stoppedIn('upload', 'late', 500)
    expect({ left, verdict }).toEqual({ left: 'deploying', verdict: 'live' })
    expect(environment.platform.deploymentCount).toBe(2)
  })

  it('while the journal can not be written leaves the release as it is, for whoever resumes', async () => {
    const environment = await SimulatedEnvironment.open()
    await environment.release('good')
    const plan = await environment.begin('new')
    const stop = new AbortController()
    const { store } = environment.ports
    let isLeft = false
    const failing: Store = {
      ...store,
      async transaction(work) {
        if (isLeft) throw Object.assign(new Error('The store can not be reached.'), { code: 'store-unreachable' })
        const result = await store.transaction(work)
        isLeft = stop.signal.aborted && (await leaseIsBack(store))
        return result
      },
    }
    const stopped = run(
      plan.release,
      { ...environment.ports, store: failing },
      { signal: stop.signal, onProgress: (state) => state.state === 'verifying' && stop.abort() },
    )
    await expect(stopped).rejects.toMatchObject({ code: 'store-unreachable' })
    expect((await run(plan.release, environment.ports)).verdict).toBe('live')
    expect(environment.platform.deploymentCount).toBe(2)
  })
})

async function leaseIsBack(store: Store): Promise<boolean> {
  return (await store.get('leases', 'testing'))?.expiresAt === 0
}
