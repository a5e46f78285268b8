import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../fixtures/until.ts'
import { type Json, type Place, reference, World } from '../fixtures/world.ts'

/** One project with a deployed service, for the operations that only read. */
let world: World
let place: Place
let id: string
beforeAll(async () => {
  world = await World.start()
  place = await world.place({ overlapSeconds: 1, drainingSeconds: 2 }, { MODE: 'club' })
  id = await place.ship('one')
})
afterAll(() => world.end())

const nodes = (connection: Json) => connection.edges.map(({ node }: Json) => node)

test('who asks, and how the platform is', async () => {
  expect(await world.run('WhichAccount')).toEqual({ me: { id: 'local', name: 'local', email: 'local@localhost' } })
  expect((await world.run('WhichApiToken')).apiToken.workspaces).toHaveLength(1)
  expect(await world.refusal('WhichProjectToken')).toBe('Project Token not found')
  expect((await world.run('RailwayStatus')).platformStatus).toEqual({
    isStable: true,
    incident: null,
    maintenance: null,
  })
})

test('projects, their environments and services, page by page', async () => {
  const { projects } = await world.run('Projects')
  expect(nodes(projects)).toContainEqual(expect.objectContaining({ id: place.ids.projectId, name: 'club' }))
  const { projectCreate } = await world.run('CreateProject', { input: { name: 'paged' } })
  expect(nodes(projectCreate.environments)).toMatchObject([{ name: 'production' }])
  for (const name of ['a', 'b', 'c']) await world.run('CreateService', { input: { projectId: projectCreate.id, name } })
  const { project } = await world.run('ProjectTree', { id: projectCreate.id })
  expect(nodes(project.services).map(({ name }: Json) => name)).toEqual(['a', 'b', 'c'])
  const [first] = nodes(project.services)
  const rest = (await world.run('ProjectTree', { id: projectCreate.id, after: first.id })).project.services
  expect([nodes(rest).length, rest.pageInfo.hasNextPage]).toEqual([2, false])
  expect(await world.refusal('CreateService', { input: { projectId: projectCreate.id, name: 'a' } })).toMatch(
    /already exists/,
  )
  expect((await world.run('DeleteProject', { id: projectCreate.id })).projectDelete).toBe(true)
  expect(await world.refusal('ProjectTree', { id: projectCreate.id })).toBe('Project not found')
})

test('a service as it is set, and what is active of it', async () => {
  const node = await place.instance()
  expect(node).toMatchObject({
    serviceName: 'web',
    startCommand: 'node service.mjs',
    healthcheckPath: '/health',
    healthcheckTimeout: null,
    overlapSeconds: 1,
    drainingSeconds: 2,
    restartPolicyType: 'ON_FAILURE',
    restartPolicyMaxRetries: 10,
    source: null,
    latestDeployment: { id, status: 'SUCCESS', canRollback: true },
    activeDeployments: [{ id, instances: [{ status: 'RUNNING' }] }],
  })
  const { serviceInstance } = await world.run('ServiceInstanceActive', place.ids)
  expect(serviceInstance).toMatchObject({ isUpdatable: false, latestDeployment: { id }, activeDeployments: [{ id }] })
  expect(await world.refusal('ServiceInstanceActive', { ...place.ids, serviceId: 'x' })).toBe(
    'ServiceInstance not found',
  )
})

test('what is not sensible is refused, all at once, and changes nothing', async () => {
  const before = await place.instance()
  const input = { healthcheckPath: 'health', overlapSeconds: -1, numReplicas: 0, source: { image: '--privileged' } }
  const message = await world.refusal('SetImage', { ...place.ids, input })
  for (const word of ['healthcheckPath', 'overlapSeconds', 'numReplicas', 'name of an image'])
    expect(message).toContain(word)
  expect(await place.instance()).toEqual(before)
})

test("an environment's configuration has a mark that changes with it; values only where they are asked for", async () => {
  const read = async (decryptVariables: boolean) =>
    (await world.run('EnvironmentConfigOf', { id: place.ids.environmentId, decryptVariables })).environment
  const closed = await read(false)
  expect(JSON.stringify(closed)).not.toContain('"club"')
  const open = await read(true)
  expect(open.config.services[place.ids.serviceId]).toMatchObject({
    deploy: { startCommand: 'node service.mjs', overlapSeconds: 1 },
    variables: { MODE: { value: 'club', isSealed: false } },
  })
  await place.setVariables({ OTHER: 'x' })
  const changed = await read(false)
  expect(changed.configEtag).not.toBe(closed.configEtag)
  const { environmentStagedChanges } = await world.run('StagedChanges', place.ids)
  expect(environmentStagedChanges).toMatchObject({ status: 'STAGED', patch: {}, lastAppliedError: null })
})

test('staged changes, volumes and sleeping are kept and told, and change nothing', async () => {
  const other = await world.place()
  const { ids } = other
  const staged = async () => (await world.run('StagedChanges', ids)).environmentStagedChanges.patch
  const services = { [ids.serviceId]: { deploy: { numReplicas: 2 } } }
  await world.run('StageChanges', { ...ids, input: { services } })
  await world.run('StageChanges', { ...ids, input: { sharedVariables: { A: { value: 'x' } } }, merge: true })
  expect(await staged()).toEqual({ services, sharedVariables: { A: { value: 'x' } } })
  await world.run('StageChanges', { ...ids, input: {} })
  expect(await staged()).toEqual({})

  const { volumeCreate } = await world.run('CreateVolume', { input: { ...ids, mountPath: '/data' } })
  const node = { serviceId: ids.serviceId, mountPath: '/data', state: 'READY', volumeId: volumeCreate.id }
  expect((await world.run('VolumesOf', ids)).environment.volumeInstances.edges).toEqual([{ node }])
  await world.run('SetImage', { ...ids, input: { sleepApplication: true } })
  expect((await world.run('Sleeps', ids)).serviceInstance).toEqual({ sleepApplication: true })
})

test('variables: set, replaced, deleted, shared, as written and filled in', async () => {
  const other = await world.place({}, { A: '1', B: `${reference('A')}${reference('shared.S')}` })
  const read = async (more: object = {}) => (await world.run('VariablesRaw', { ...other.ids, ...more })).variables
  await world.run('SetVariables', { input: { ...other.ids, serviceId: null, variables: { S: 's' } } })
  expect(await read({ unrendered: true })).toEqual({ A: '1', B: `${reference('A')}${reference('shared.S')}` })
  expect(await read()).toMatchObject({ A: '1', B: '1s', RAILWAY_SERVICE_NAME: 'web' })
  expect(await read({ serviceId: null })).toEqual({ S: 's' })
  await other.setVariables({ C: '3' }, { replace: true, skipDeploys: true })
  expect(await read({ unrendered: true })).toEqual({ C: '3' })
  await world.run('DeleteVariable', { input: { ...other.ids, name: 'C' } })
  expect(await read({ unrendered: true })).toEqual({})
  expect(await world.refusal('SetVariables', { input: { ...other.ids, variables: { 'A B': '' } } })).toMatch(
    'Invalid variable name: "A B"',
  )
})

test('deployments by filter and page, and their unknowns', async () => {
  const other = await world.place()
  const ids = [await other.ship('one'), await other.ship('two'), await other.ship('three')]
  await other.until(ids[1] ?? '', 'REMOVED')
  const list = async (input: object, page: object = {}) =>
    (await world.run('DeploymentHistory', { input: { ...other.ids, ...input }, ...page })).deployments
  expect(nodes(await list({})).map((node: Json) => node.id)).toEqual(ids.toReversed())
  expect(nodes(await list({ status: { in: ['SUCCESS'] } }))).toMatchObject([{ id: ids[2] }])
  expect(nodes(await list({ status: { notIn: ['REMOVED'] } }))).toMatchObject([{ id: ids[2] }])
  const page = await list({}, { first: 1 })
  expect(page.pageInfo).toEqual({ hasNextPage: true, endCursor: ids[2] })
  expect(nodes(await list({}, { first: 1, after: ids[2] }))).toMatchObject([{ id: ids[1] }])
  expect(await world.refusal('DeploymentById', { id: 'nothing' })).toBe('Deployment not found')
  const [answer] = (await world.answer('DeploymentById', { id: 'nothing' })).errors ?? []
  expect(answer?.extensions).toEqual({ code: 'INTERNAL_SERVER_ERROR' })
})

test('automatic deploys are off, and stay so', async () => {
  const { serviceInstanceAutoDeployStatus } = await world.run('AutoDeployStatus', place.ids)
  expect(serviceInstanceAutoDeployStatus).toEqual({
    enabled: false,
    canEnable: false,
    reason: 'No repository is connected',
  })
  const off = await world.run('AutoDeploy', { input: { ...place.ids, enabled: false } })
  expect(off.serviceInstanceAutoDeployUpdate).toEqual({ enabled: false })
  expect(await world.refusal('AutoDeploy', { input: { ...place.ids, enabled: true } })).toBe(
    'No repository is connected',
  )
})

test('an environment made from another has its services, variables and image; deleting it ends all of it', async () => {
  const input = {
    projectId: place.ids.projectId,
    name: 'copy',
    sourceEnvironmentId: place.ids.environmentId,
    ephemeral: true,
  }
  const { environmentCreate } = await world.run('CreateEnvironment', { input })
  const copy = place.in(environmentCreate.id)
  const [copied] = await copy.history()
  await copy.until(copied.id, 'SUCCESS')
  expect((await copy.served(copied.id)).label).toBe('one')
  expect(await copy.url()).not.toBe(await place.url())
  const url = await copy.url()
  expect((await world.run('DeleteEnvironment', { id: environmentCreate.id })).environmentDelete).toBe(true)
  await expect(fetch(url)).rejects.toThrow()
  expect(await world.refusal('DeploymentById', { id: copied.id })).toBe('Deployment not found')
  expect((await world.processes()).services.map(({ deployment }) => deployment)).not.toContain(copied.id)
  expect((await place.served(id)).label).toBe('one')
})

test('requests are logged and counted, by status and by how long they took', async () => {
  const since = new Date().toISOString()
  await place.ask('/teapot')
  for (let turn = 0; turn < 4; turn += 1) await place.ask('/?ms=30')
  const window = { beforeLimit: 100, beforeDate: since, anchorDate: new Date(Date.now() + 60_000).toISOString() }
  const logged = await until(async () => {
    const { httpLogs } = await world.run('HttpLogWindow', { deploymentId: id, ...window })
    return httpLogs.length >= 5 && httpLogs
  })
  expect(logged.filter(({ httpStatus }: Json) => httpStatus === 418)).toMatchObject([
    { method: 'GET', path: '/teapot', upstreamErrors: '' },
  ])
  const { httpLogs } = await world.run('HttpLogWindow', { deploymentId: id, filter: '@httpStatus:418' })
  expect(httpLogs).toHaveLength(1)
  const span = { ...place.ids, startDate: since, endDate: window.anchorDate, stepSeconds: 3600 }
  const { httpMetricsGroupedByStatus } = await world.run('ErrorRate', span)
  const counts = httpMetricsGroupedByStatus.map(({ statusCode, samples }: Json) => [statusCode, samples[0].value])
  expect(counts).toContainEqual([418, 1])
  expect(counts.find(([status]: number[]) => status === 200)[1]).toBeGreaterThanOrEqual(4)
  const { httpDurationMetrics } = await world.run('LatencyPercentiles', span)
  expect(httpDurationMetrics.samples[0].p90).toBeGreaterThanOrEqual(30)
  const nobody = { ...span, startDate: '2020-01-01T00:00:00Z', endDate: '2020-01-02T00:00:00Z' }
  expect((await world.run('ErrorRate', nobody)).httpMetricsGroupedByStatus).toEqual([])
})

test('processor and memory are measured', async () => {
  const measurements = ['CPU_USAGE', 'MEMORY_USAGE_GB']
  const metrics = await until(async () => {
    const found = (await world.run('Usage', { ...place.ids, startDate: '2020-01-01T00:00:00Z', measurements })).metrics
    return found.length === 2 && found
  })
  expect(metrics).toMatchObject([
    { measurement: 'CPU_USAGE', tags: { deploymentId: id } },
    { measurement: 'MEMORY_USAGE_GB', tags: { deploymentId: id } },
  ])
  expect(metrics[1].values.at(-1).value).toBeGreaterThan(0.01)
})

test("what the service prints is kept line by line, taken apart where it is JSON, and the build's log says what was done", async () => {
  const lines = async (more: object = {}) =>
    (await world.run('DeployLogTail', { deploymentId: id, ...more })).deploymentLogs
  const all = await lines()
  const find = (message: string) => all.find((line: Json) => line.message === message)
  expect(find('starting one')).toMatchObject({ severity: 'info' })
  expect(find('to standard error')).toMatchObject({ severity: 'error' })
  expect(find('structured')).toMatchObject({
    severity: 'warn',
    attributes: expect.arrayContaining([{ key: 'size', value: '3' }]),
  })
  expect(all.every(({ timestamp }: Json) => Math.abs(Date.now() - Date.parse(timestamp)) < 600_000)).toBe(true)
  expect(await lines({ limit: 1 })).toEqual([all.at(-1)])
  expect(await lines({ filter: '@level:warn' })).toHaveLength(1)
  expect(await lines({ endDate: '2020-01-01T00:00:00Z' })).toEqual([])
  const { buildLogs } = await world.run('BuildLogTail', { deploymentId: id })
  expect(buildLogs.map(({ message }: Json) => message).join('\n')).toMatch(
    /Received sha256.*Health check.*Serving; switched in/s,
  )
})
