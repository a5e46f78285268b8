import { openJournal } from '@kickai/release'
import type { Store } from '@kickai/store'
import { planOn } from '../../local/rehearsal.ts'
import { lockLocal } from '../../workspace/local-lock.ts'
import { withStore } from '../../workspace/workspace.ts'
import type { Shipping } from '../drill.ts'

/** Begins the release without carrying it out, and lets deployers in processes of their own work while `work` goes on. */
export async function withBegunRelease<Result>(
  { artifact, scene }: Shipping,
  work: (store: Store, release: string) => Promise<Result>,
): Promise<Result> {
  const { connection, platform, project } = scene
  const lock = lockLocal(project.workspace)
  lock.publish({ platform: platform.url, companions: {} })
  try {
    return await withStore(connection.journal, async (store) => {
      const plan = await planOn(project, connection, artifact, store)
      await openJournal(store).begin(plan)
      return await work(store, plan.release)
    })
  } finally {
    lock.release()
  }
}
