import { variableDelete, variableUpsert } from '../../operations/probing.ts'
import type { Behaviour } from '../behaviour.ts'
import type { Scene } from '../scene.ts'

/** Whether a change begins a deployment, within a while. */
async function begins(scene: Scene, change: () => Promise<unknown>): Promise<boolean> {
  const known = new Set((await scene.deployments()).all.map(({ id }) => id))
  await change()
  const end = performance.now() + scene.times.graceMs
  for (;;) {
    const found = (await scene.deployments()).all.find(({ id }) => !known.has(id))
    if (found !== undefined) {
      await scene.settled(found.id)
      return true
    }
    if (performance.now() > end) return false
    await scene.pause(scene.times.pollMs)
  }
}

/** What changes of variables bring about. */
export const variableBehaviours: readonly Behaviour[] = [
  {
    id: 'deleting-a-variable',
    believed: 'Deleting a variable deploys nothing.',
    reading: 'deploys nothing',
    how: 'deletes a variable of a running service and waits for a deployment',
    option: 'variableDeleteDeploys',
    async test(scene) {
      await scene.once('running', () => scene.ship('running'))
      const { client, place } = scene
      const input = { ...place, name: 'PROBE_EXTRA' }
      await client.request(variableUpsert, { input: { ...input, value: 'x', skipDeploys: true } })
      const deploys = await begins(scene, () => client.request(variableDelete, { input }))
      return { reading: deploys ? 'deploys' : 'deploys nothing' }
    },
  },
]
