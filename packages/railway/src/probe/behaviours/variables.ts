import { variableDelete, variableUpsert } from '../../operations/probing.ts'
import type { Behaviour } from '../behaviour.ts'
import type { Scene, SeenDeployment } from '../scene.ts'

/** The deployment that a change begins within a while; undefined where it begins none. */
async function begins(scene: Scene, change: () => Promise<unknown>): Promise<SeenDeployment | undefined> {
  const known = new Set((await scene.deployments()).all.map(({ id }) => id))
  await change()
  const end = performance.now() + scene.times.graceMs
  for (;;) {
    const found = (await scene.deployments()).all.find(({ id }) => !known.has(id))
    if (found !== undefined) return await scene.settled(found.id)
    if (performance.now() > end) return undefined
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
      return { reading: deploys === undefined ? 'deploys nothing' : 'deploys' }
    },
  },
  {
    id: 'record-of-a-change',
    believed: 'Setting a variable deploys the service again, and the record of that deployment names the patch.',
    reading: 'deploys, patchId',
    how: 'sets a variable of a running service and reads the record of the deployment that it begins',
    async test(scene) {
      await scene.once('running', () => scene.ship('running'))
      const { client, place } = scene
      const input = { ...place, name: 'PROBE_OTHER', value: 'x', skipDeploys: false }
      const began = await begins(scene, () => client.request(variableUpsert, { input }))
      if (began === undefined) return { reading: 'deploys nothing' }
      const keys = Object.keys(began.meta ?? {})
      const detail = keys.sort().join(', ')
      return { reading: keys.includes('patchId') ? 'deploys, patchId' : 'deploys, no patchId', detail }
    },
  },
]
