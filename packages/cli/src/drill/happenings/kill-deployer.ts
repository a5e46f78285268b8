import { openJournal, type ReleaseState } from '@kickai/release'
import { planOn } from '../../local/rehearsal.ts'
import { lockLocal } from '../../workspace/local-record.ts'
import { withStore } from '../../workspace/workspace.ts'
import { startDeployer, untilRelease } from '../deployer.ts'
import type { Shipping } from '../drill.ts'

/** Where a deployer is killed: while its upload is under way, and while it watches what it has deployed. */
const places: readonly ReleaseState['state'][] = ['deploying', 'baking']

/** Has the release carried out by processes of their own, kills them by SIGKILL, and has another one finish it. */
export async function killDeployer({ artifact, scene, problem }: Shipping): Promise<ReleaseState> {
  const { connection, platform, project } = scene
  const lock = lockLocal(project.workspace)
  lock.publish({ platform: platform.url, companions: {} })
  try {
    return await withStore(connection.journal, async (store) => {
      const plan = await planOn(project, connection, artifact, store)
      await openJournal(store).begin(plan)
      for (const place of places) {
        const deployer = startDeployer(scene, plan.release)
        const { state } = await untilRelease(store, plan.release, ({ state }) => state === place)
        deployer.kill()
        const { code, errors } = await deployer.ended
        if (code !== null || state !== place)
          problem(`The deployer was not killed while ${place}, but ended with ${code} when ${state}: ${errors.trim()}`)
      }
      const { code, errors } = await startDeployer(scene, plan.release).ended
      if (code !== 0) problem(`The last deployer ended with ${code}: ${errors.trim()}`)
      return await untilRelease(store, plan.release, ({ verdict }) => verdict !== undefined)
    })
  } finally {
    lock.release()
  }
}
