import { inspect } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { createRailwayClient } from '../client/client.ts'
import { type Double, startDouble } from '../fixtures/double.ts'
import { quickClock, quickPauses } from '../fixtures/quick-clock.ts'
import { plantedToken, rejection } from '../fixtures/scene.ts'
import { createWorkspace, type Workspace } from './workspace.ts'

async function stage(workspaceId?: string): Promise<{ double: Double; workspace: Workspace }> {
  const double = await startDouble()
  onTestFinished(() => double.close())
  const token = { kind: 'account', value: plantedToken } as const
  const client = createRailwayClient({ endpoint: double.endpoint, token, random: () => 0, clock: quickPauses })
  return { double, workspace: createWorkspace(client, { clock: quickClock, ...(workspaceId && { workspaceId }) }) }
}

const named = (name: string, id = `${name}-1`) => ({ id, name })
const edges = (...names: string[]) => names.map((name) => ({ node: named(name) }))
const last = { hasNextPage: false, endCursor: null }
const tree = (environments: string[], services: string[]) => ({
  data: {
    project: {
      ...named('club'),
      environments: { edges: edges(...environments) },
      services: { edges: edges(...services), pageInfo: last },
    },
  },
})

test('a project that is there, on whatever page, is taken', async () => {
  const { double, workspace } = await stage('workspace-1')
  double.script(
    'Projects',
    { data: { projects: { edges: edges('a', 'b'), pageInfo: { hasNextPage: true, endCursor: 'mark' } } } },
    { data: { projects: { edges: edges('club'), pageInfo: last } } },
  )
  expect(await workspace.ensureProject('club')).toEqual({ ...named('club'), made: false })
  expect(double.requests.map(({ variables }) => variables)).toMatchObject([
    { workspaceId: 'workspace-1' },
    { workspaceId: 'workspace-1', after: 'mark' },
  ])
})

test('a project that is not there is made, with its first environment', async () => {
  const { double, workspace } = await stage()
  double.script('Projects', { data: { projects: { edges: [], pageInfo: last } } })
  double.script('ProjectCreate', {
    data: { projectCreate: { ...named('club'), environments: { edges: edges('testing') } } },
  })
  expect(await workspace.ensureProject('club', 'testing')).toEqual({ ...named('club'), made: true })
  expect(double.requests[1]?.variables).toEqual({ input: { name: 'club', defaultEnvironmentName: 'testing' } })
})

test('two projects of one name are not guessed between', async () => {
  const { double, workspace } = await stage()
  const both = [{ node: named('club', 'x') }, { node: named('club', 'y') }]
  double.script('Projects', { data: { projects: { edges: both, pageInfo: last } } })
  expect(await rejection(workspace.ensureProject('club'))).toMatchObject({ code: 'ambiguous-name', acted: 'no' })
  expect(double.count('ProjectCreate')).toBe(0)
})

test('an environment', async () => {
  const { double, workspace } = await stage()
  double.script('ProjectTree', tree(['testing'], []))
  double.script('EnvironmentCreate', { data: { environmentCreate: named('staging') } })
  expect(await workspace.ensureEnvironment('club-1', 'testing')).toMatchObject({ id: 'testing-1', made: false })
  expect(await workspace.ensureEnvironment('club-1', 'staging')).toMatchObject({ id: 'staging-1', made: true })
  expect(double.count('EnvironmentCreate')).toBe(1)
})

test('a service', async () => {
  const { double, workspace } = await stage()
  const at = { projectId: 'club-1', environmentId: 'testing-1' }
  double.script('ProjectTree', tree(['testing'], ['bot']))
  const instance = { id: 'i', restartPolicyType: 'ALWAYS', restartPolicyMaxRetries: 1, source: null }
  double.script(
    'ServiceSettings',
    { data: { serviceInstance: instance } },
    { errors: [{ message: 'ServiceInstance not found' }] },
  )
  double.script('ServiceCreate', { data: { serviceCreate: named('web') } })
  expect(await workspace.ensureService(at, 'bot')).toEqual({ ...named('bot'), made: false })
  expect(await workspace.ensureService(at, 'web')).toEqual({ ...named('web'), made: true })
  expect(await rejection(workspace.ensureService(at, 'bot'))).toMatchObject({ code: 'service-instance-missing' })
  expect(double.count('ServiceCreate')).toBe(1)
})

test('settings of a service', async () => {
  const { double, workspace } = await stage()
  const at = { environmentId: 'testing-1', serviceId: 'bot-1' }
  double.script(
    'ServiceInstanceUpdate',
    { data: { serviceInstanceUpdate: true } },
    { data: { serviceInstanceUpdate: false } },
  )
  await workspace.configureService(at, { buildCommand: 'make' })
  expect(double.requests[0]?.variables).toEqual({ ...at, input: { buildCommand: 'make' } })
  expect(await rejection(workspace.configureService(at, {}))).toMatchObject({ code: 'configuration-not-applied' })
})

test('a token that was made does not print', async () => {
  const { double, workspace } = await stage()
  double.script('ProjectTokenCreate', { data: { projectTokenCreate: 'made-token-1' } })
  const token = await workspace.createProjectToken({ projectId: 'p', environmentId: 'e' }, 'release')
  expect(inspect(token)).not.toContain('made-token')
  expect(token.reveal()).toBe('made-token-1')
})

test('something that may have been made is not made again', async () => {
  const { double, workspace } = await stage()
  double.script('ProjectTree', tree([], []))
  double.script('EnvironmentCreate', { effect: 'lost' })
  const error = await rejection(workspace.ensureEnvironment('club-1', 'staging'))
  expect(error).toMatchObject({ code: 'railway-connection-lost', acted: 'unknown' })
  expect(double.count('EnvironmentCreate')).toBe(1)
})

test('something that was made though the answer was lost is found, and not made again', async () => {
  const { double, workspace } = await stage()
  double.script('ProjectTree', tree([], []), tree([], []), tree(['staging'], []))
  double.script('EnvironmentCreate', { effect: 'lost' })
  expect(await workspace.createEnvironment('club-1', 'staging')).toEqual(named('staging'))
  expect(double.count('EnvironmentCreate')).toBe(1)
  expect(double.count('ProjectTree')).toBe(3)
})

test('what is refused for being too quick is asked for again after a while', async () => {
  const { double, workspace } = await stage()
  double.script(
    'EnvironmentCreate',
    { errors: [{ message: 'One environment can be created per user every 30s' }] },
    { data: { environmentCreate: named('staging') } },
  )
  expect(await workspace.createEnvironment('club-1', 'staging')).toEqual(named('staging'))
})

test('how services are set to run, scaling and names of variables among it, never a value', async () => {
  const { double, workspace } = await stage()
  const instance = {
    serviceId: 's1',
    serviceName: 'web',
    restartPolicyType: 'ALWAYS',
    restartPolicyMaxRetries: 3,
    numReplicas: null,
    source: { repo: 'club/bot', image: null },
    domains: { serviceDomains: [{ domain: 'a.up' }], customDomains: [{ domain: 'club.org' }] },
    latestDeployment: null,
  }
  const deploy = {
    multiRegionConfig: { here: { numReplicas: 2 }, there: { numReplicas: 1 }, gone: null },
    limitOverride: { containers: { cpu: 2, memoryBytes: 4e9 } },
  }
  const config = { services: { s1: { deploy, variables: { B: { value: 'planted' }, A: null } }, other: null } }
  double.script('EnvironmentServices', {
    data: { environment: { id: 'e', config, serviceInstances: { edges: [{ node: instance }], pageInfo: last } } },
  })
  const found = await workspace.services({ projectId: 'p', environmentId: 'e' })
  expect(found).toEqual([
    {
      id: 's1',
      name: 'web',
      overlapSeconds: 0,
      drainingSeconds: 0,
      restartPolicy: 'ALWAYS',
      restartRetries: 3,
      replicas: 3,
      regions: { here: 2, there: 1 },
      processors: 2,
      memoryBytes: 4e9,
      repository: 'club/bot',
      domains: ['club.org', 'a.up'],
      deployed: false,
      variables: ['A', 'B'],
    },
  ])
})
