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
    id: 'source-without-image',
    believed: 'A source whose image is null takes off the image that a service is set to.',
    reading: 'takes it off',
    how: 'sets an image for a service that runs nowhere, then null, and reads what it is set to',
    option: 'sourceWithoutImage',
    async test(scene) {
      const { id: serviceId } = await scene.once('nightly', () => scene.workspace.createService(scene.place, 'nightly'))
      const place = { ...scene.place, serviceId }
      const imageThere = async () =>
        (await scene.workspace.services(scene.place)).find(({ id }) => id === serviceId)?.image
      await scene.configure({ source: { image: 'docker.io/library/hello-world:latest' } }, place)
      const set = await scene.until('the image', imageThere)
      await scene.configure({ source: { image: null } }, place)
      const isOff = async () => ((await imageThere()) === undefined ? true : undefined)
      const off = await scene.until('the image to go', isOff, scene.times.graceMs).catch((error: unknown) => {
        if (error instanceof Unclear) return false
        throw error
      })
      return { reading: off ? 'takes it off' : 'does nothing', detail: `it was set to ${set}` }
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
