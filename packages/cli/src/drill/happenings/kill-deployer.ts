import type { ReleaseState } from '@kickai/release'
import { startDeployer, untilRelease } from '../deployer.ts'
import type { Shipping } from '../drill.ts'
import { withBegunRelease } from './begun-release.ts'

/** Where a deployer is killed: while its upload is under way, and while it watches what it has deployed. */
const places: readonly ReleaseState['state'][] = ['deploying', 'baking']

/** Has the release carried out by processes of their own, kills them by SIGKILL, and has another one finish it. */
export async function killDeployer(shipping: Shipping): Promise<ReleaseState> {
  const { scene, problem } = shipping
  return await withBegunRelease(shipping, async (store, release) => {
    for (const place of places) {
      const deployer = startDeployer(scene, release)
      const { state } = await untilRelease(store, release, (seen) => seen.state === place)
      deployer.signal('SIGKILL')
      const { code, errors } = await deployer.ended
      if (code !== null || state !== place)
        problem(`The deployer was not killed while ${place}, but ended with ${code} when ${state}: ${errors.trim()}`)
    }
    const { code, errors } = await startDeployer(scene, release).ended
    if (code !== 0) problem(`The last deployer ended with ${code}: ${errors.trim()}`)
    return await untilRelease(store, release, ({ verdict }) => verdict !== undefined)
  })
}
