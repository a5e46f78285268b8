import { RailwayError } from '../../errors/railway-error.ts'
import { type Behaviour, Unclear } from '../behaviour.ts'

/** How settings of services are taken. */
export const settingsBehaviours: readonly Behaviour[] = [
  {
    id: 'no-replicas-in-a-region',
    believed: 'No replica at all in a region is refused.',
    reading: 'refused',
    how: 'sets a region with 0 replicas for a service that runs nowhere',
    async test(scene) {
      const { id: serviceId } = await scene.once('nightly', () => scene.workspace.createService(scene.place, 'nightly'))
      const place = { ...scene.place, serviceId }
      try {
        await scene.configure({ multiRegionConfig: { 'us-west2': { numReplicas: 0 } } }, place)
      } catch (error) {
        if (!(error instanceof RailwayError)) throw error
        return { reading: 'refused', detail: error.said ?? error.message }
      }
      return { reading: 'taken' }
    },
  },
  {
    id: 'gigabyte-of-memory',
    believed: 'A limit of one gigabyte is kept as 1,000,000,000 bytes.',
    reading: '1000000000 bytes',
    how: 'limits a service to one gigabyte and reads how many bytes the configuration then says',
    async test(scene) {
      const { id: serviceId } = await scene.once('nightly', () => scene.workspace.createService(scene.place, 'nightly'))
      await scene.workspace.limitService({ ...scene.place, serviceId }, { memoryGigabytes: 1 })
      const bytes = await scene.until('the limit', async () => {
        const found = (await scene.workspace.services(scene.place)).find(({ id }) => id === serviceId)
        return found?.memoryBytes
      })
      return { reading: `${bytes} bytes` }
    },
  },
  {
    id: 'scheduled-between-runs',
    believed: 'A scheduled deployment counts as active between its runs.',
    reading: 'active',
    how: 'deploys a service that is run once a year and looks whether it is among the active ones',
    option: 'cronBetweenRuns',
    async test(scene) {
      const { id: serviceId } = await scene.once('nightly', () => scene.workspace.createService(scene.place, 'nightly'))
      const place = { ...scene.place, serviceId }
      await scene.configure(
        { startCommand: 'node build.mjs', cronSchedule: '0 0 1 1 *', restartPolicyType: 'NEVER' },
        place,
      )
      const id = await scene.upload('nightly', place)
      const { status } = await scene.settled(id)
      if (status !== 'SUCCESS') throw new Unclear(`its deployment ended as ${status}`)
      const { active } = await scene.deployments(place)
      return { reading: active.includes(id) ? 'active' : 'not active' }
    },
  },
]
