import type { ReleaseState } from '@kickai/release'
import { startDeployer, untilRelease } from '../deployer.ts'
import type { Shipping } from '../drill.ts'
import { withBegunRelease } from './begun-release.ts'

/**
 * Stops a deployer before it changes anything, lets another one take the release over once the lease has run out, and
 * wakes the first one up while the second is at work: it must change nothing and say that it lost the lease.
 */
export async function pauseDeployer(shipping: Shipping): Promise<ReleaseState> {
  const { scene, problem } = shipping
  return await withBegunRelease(shipping, async (store, release) => {
    const paused = startDeployer(scene, release)
    const { token = 0, state } = await untilRelease(store, release, (seen) => seen.state === 'preflight')
    paused.signal('SIGSTOP')
    if (state !== 'preflight') problem(`The first deployer was not stopped in preflight, but when ${state}.`)
    const second = startDeployer(scene, release)
    try {
      await untilRelease(store, release, (seen) => (seen.token ?? 0) > token && seen.state === 'deploying')
    } finally {
      paused.signal('SIGCONT')
    }
    const [first, other] = await Promise.all([paused.ended, second.ended])
    if (first.code === 0 || !/lease/.test(first.errors))
      problem(
        `The first deployer ended with ${first.code} and did not say that it lost the lease: ${first.errors.trim()}`,
      )
    if (other.code !== 0) problem(`The second deployer ended with ${other.code}: ${other.errors.trim()}`)
    return await untilRelease(store, release, ({ verdict }) => verdict !== undefined)
  })
}
