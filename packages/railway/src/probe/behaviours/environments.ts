import { isNotFound, RailwayError } from '../../errors/railway-error.ts'
import { environmentFork } from '../../operations/probing.ts'
import { type Behaviour, Unclear } from '../behaviour.ts'
import type { Scene } from '../scene.ts'

const empty = (scene: Scene) => scene.once('empty', () => scene.emptyEnvironment('empty'))

/** Environments of a project, and what is in them. */
export const environmentBehaviours: readonly Behaviour[] = [
  {
    id: 'upload-without-instance',
    believed: 'An upload to a service that has no instance in the environment is refused with status 404.',
    reading: 'status 404',
    how: 'uploads to an empty environment for a service of another one, with the account token of the first',
    async test(scene) {
      const place = { ...scene.place, environmentId: await empty(scene) }
      const url = scene.raw.url(place, 'probe nowhere')
      const { authorization } = scene.accountHeaders()
      const body = Buffer.from(await scene.raw.archive('nowhere'))
      const headers = { ...(authorization && { authorization }), 'content-type': 'application/gzip' }
      const answer = await fetch(url, { method: 'POST', headers, body, signal: scene.signal })
      await answer.body?.cancel()
      return { reading: `status ${answer.status}` }
    },
  },
  {
    id: 'fork-before-its-services',
    believed:
      'An environment that is made of another one is there before its services are: asked for at once, they are not found.',
    reading: 'services come later',
    how: 'makes an environment of the first one, deploys nothing, and asks for its service at once',
    option: 'forkServicesMs',
    async test(scene) {
      const { client, place, workspace } = scene
      const input = {
        projectId: place.projectId,
        name: 'fork',
        sourceEnvironmentId: place.environmentId,
        skipInitialDeploys: true,
      }
      const environmentId = await scene.until('leave to make a fork', async () => {
        try {
          return (await client.request(environmentFork, { input })).environmentCreate.id
        } catch (error) {
          if (error instanceof RailwayError && error.code === 'railway-rate-limited') return undefined
          throw error
        }
      })
      const isThere = async () =>
        (await workspace.services({ ...place, environmentId })).some(({ id }) => id === place.serviceId)
      const begun = performance.now()
      if (await isThere().catch(absent)) return { reading: 'services are there at once' }
      await scene.until('the services of the fork', async () => ((await isThere().catch(absent)) ? true : undefined))
      return { reading: 'services come later', detail: `after ${Math.round(performance.now() - begun)} ms` }
    },
  },
  {
    id: 'change-set-joins',
    believed:
      'A change set that creates a service of a name that the project has in another environment puts that service there.',
    reading: 'the same service',
    how: 'applies a change set with the name of the first service to an empty environment',
    async test(scene) {
      const { place, workspace } = scene
      const where = { projectId: place.projectId, environmentId: await empty(scene) }
      const { etag } = await workspace.declared(where)
      const address = 'service.web'
      const resource = { address, type: 'service', kind: 'empty', name: 'web' }
      const change = {
        kind: 'resource.create',
        address,
        resource,
        path: `resources.${address}`,
        summary: 'Create service web',
        severity: 'safe',
        deployEffect: 'deploy',
      } as const
      const set = { version: 1, changes: [change], diagnostics: [], declared: [address] } as const
      try {
        await workspace.applyChangeSet(where.environmentId, set, etag)
      } catch (error) {
        if (!(error instanceof RailwayError)) throw error
        return { reading: 'refused', detail: error.message }
      }
      const made = await scene.until('the service', async () => (await workspace.services(where))[0])
      return { reading: made.id === place.serviceId ? 'the same service' : 'a second service', detail: made.name }
    },
  },
  {
    id: 'patch-adds-instance',
    believed: 'A patch with isCreated puts a service that the project has elsewhere into an environment.',
    reading: 'put there',
    how: 'commits such a patch for a second service to an empty environment',
    async test(scene) {
      const { workspace, place } = scene
      const { id: serviceId } = await scene.once('nightly', () => workspace.createService(place, 'nightly'))
      const where = { projectId: place.projectId, environmentId: await empty(scene), serviceId }
      const isThere = async () => (await workspace.services(where)).some(({ id }) => id === serviceId)
      if (await isThere())
        throw new Unclear('the service is there already, as new services may come into all environments')
      try {
        await workspace.addService(where)
      } catch (error) {
        if (!(error instanceof RailwayError)) throw error
        return { reading: 'refused', detail: error.message }
      }
      await scene.until('the service', async () => ((await isThere()) ? true : undefined))
      return { reading: 'put there' }
    },
  },
]

function absent(error: unknown): false {
  if (isNotFound(error)) return false
  throw error
}
