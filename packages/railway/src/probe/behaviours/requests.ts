import { randomUUID } from 'node:crypto'
import { RailwayError } from '../../errors/railway-error.ts'
import { deploymentRecord } from '../../operations/probing.ts'
import {
  environmentCreate,
  projectCreate,
  projectDelete,
  projectTree,
  serviceCreate,
} from '../../operations/provisioning.ts'
import { type Behaviour, Unclear } from '../behaviour.ts'

/** What requests are answered with, and to whom. */
export const requestBehaviours: readonly Behaviour[] = [
  {
    id: 'errors-in-messages',
    believed:
      'A question about what is not there is answered with status 200 and an error whose message says "not found".',
    reading: 'status 200, "not found"',
    how: 'asks for a deployment of an id that nobody has',
    async test({ client, lastStatus }) {
      try {
        await client.request(deploymentRecord, { id: randomUUID() })
      } catch (error) {
        if (!(error instanceof RailwayError)) throw error
        const said = /not found/i.test(error.said ?? '') ? '"not found"' : 'other words'
        return { reading: `status ${lastStatus()}, ${said}`, detail: error.said ?? error.message }
      }
      return { reading: 'no error' }
    },
  },
  {
    id: 'project-token-rights',
    believed:
      'A project token reads its project and makes services in its environment; it makes no environment and no project.',
    reading: 'reads its project, makes a service',
    how: 'asks for each of the four with a project token; what it made is removed again',
    async test({ asProject, client, place }) {
      const { projectId, environmentId } = place
      const may: string[] = []
      const tried = async (what: string, request: () => Promise<unknown>) => {
        try {
          await request()
          may.push(what)
        } catch (error) {
          if (!(error instanceof RailwayError && error.acted === 'no')) throw error
        }
      }
      await tried('reads its project', () => asProject.request(projectTree, { id: projectId, first: 10 }))
      const service = { projectId, environmentId, name: 'by-token' }
      await tried('makes a service', () => asProject.request(serviceCreate, { input: service }))
      const environment = { projectId, name: 'by-token' }
      await tried('makes an environment', () => asProject.request(environmentCreate, { input: environment }))
      await tried('makes a project', async () => {
        const made = await asProject.request(projectCreate, { input: { name: 'kickai-probe-by-token' } })
        await client.request(projectDelete, { id: made.projectCreate.id })
      })
      return { reading: may.join(', ') || 'nothing' }
    },
  },
  {
    id: 'environments-in-haste',
    believed: 'Environments made right after one another are refused for a while, in an answer that says so in words.',
    reading: 'refused for a while',
    how: 'makes two environments in the throw-away project without a pause between them',
    option: 'environmentPauseMs',
    async test(scene) {
      const { client, place } = scene
      await scene.once('empty', () => scene.emptyEnvironment('empty'))
      try {
        await client.request(environmentCreate, { input: { projectId: place.projectId, name: 'hasty' } })
      } catch (error) {
        if (!(error instanceof RailwayError)) throw error
        if (error.code !== 'railway-rate-limited') throw new Unclear(`refused for another reason: ${error.message}`)
        return { reading: 'refused for a while', ...(error.said !== undefined && { detail: error.said }) }
      }
      return { reading: 'allowed' }
    },
  },
]
