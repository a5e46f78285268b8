import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { serviceArchive } from '../fixtures/archive.ts'
import { type Place, type Token, World } from '../fixtures/world.ts'

let world: World
let place: Place
let other: Place
let token: Token
beforeAll(async () => {
  world = await World.start()
  place = await world.place()
  other = await world.place()
  token = await place.token()
})
afterAll(() => world.end())

const no = 'Not Authorized'

describe('a project token', () => {
  test('says what it is for, and sees its own environment', async () => {
    const { projectToken } = await world.run('WhichProjectToken', {}, token)
    expect(projectToken).toMatchObject({
      projectId: place.ids.projectId,
      environmentId: place.ids.environmentId,
      project: { name: 'club' },
      environment: { name: 'testing' },
    })
    await world.run('CreateEnvironment', { input: { projectId: place.ids.projectId, name: 'second' } })
    const { project } = await world.run('ProjectTree', { id: place.ids.projectId }, token)
    expect(project.environments.edges.map(({ node }: { node: { name: string } }) => node.name)).toEqual(['testing'])
  })

  test('uploads, deploys, reads, sets and rolls back there', async () => {
    const response = await place.send(await serviceArchive('one'), 'by token', token)
    expect(response.status).toBe(200)
    const { deploymentId } = (await response.json()) as { deploymentId: string }
    await place.until(deploymentId, 'SUCCESS')
    const variables = { ...place.ids, variables: { A: 'b' }, skipDeploys: true }
    expect(await world.run('SetVariables', { input: variables }, token)).toEqual({ variableCollectionUpsert: true })
    expect((await world.run('VariablesRaw', { ...place.ids, unrendered: true }, token)).variables).toEqual({ A: 'b' })
    await world.run('SetImage', { ...place.ids, input: { overlapSeconds: 0 } }, token)
    await world.run('Rollback', { id: deploymentId }, token)
    await world.run('DeployLogTail', { deploymentId }, token)
    const { deployments } = await world.run('DeploymentHistory', { input: {} }, token)
    expect(deployments.edges).toHaveLength(2)
  })

  test.each<[string, () => object]>([
    ['WhichAccount', () => ({})],
    ['WhichApiToken', () => ({})],
    ['Projects', () => ({})],
    ['CreateProject', () => ({ input: { name: 'x' } })],
    ['DeleteProject', () => ({ id: place.ids.projectId })],
    ['CreateEnvironment', () => ({ input: { projectId: place.ids.projectId, name: 'x' } })],
    ['DeleteEnvironment', () => ({ id: place.ids.environmentId })],
    [
      'CreateToken',
      () => ({ input: { projectId: place.ids.projectId, environmentId: place.ids.environmentId, name: 'x' } }),
    ],
    ['CreateService', () => ({ input: { projectId: place.ids.projectId, name: 'x' } })],
    ['ProjectTree', () => ({ id: other.ids.projectId })],
    ['EnvironmentServices', () => other.ids],
    ['ServiceInstanceActive', () => other.ids],
    ['DeploymentHistory', () => ({ input: { environmentId: other.ids.environmentId } })],
    ['VariablesRaw', () => other.ids],
    ['SetVariables', () => ({ input: { ...other.ids, variables: {} } })],
    ['SetImage', () => ({ ...other.ids, input: {} })],
    ['Deploy', () => other.ids],
  ])('may not: %s', async (name, variables) => {
    expect(await world.refusal(name, variables(), token)).toBe(no)
  })

  test('reaches no deployment of another environment, to read or to change', async () => {
    const id = await other.upload('one')
    for (const name of [
      'DeploymentById',
      'DeploymentSteps',
      'Rollback',
      'CancelDeploy',
      'RemoveDeploy',
      'RedeploySame',
    ]) {
      expect([name, await world.refusal(name, { id }, token)]).toEqual([name, no])
    }
    for (const name of ['BuildLogTail', 'DeployLogTail', 'HttpLogWindow']) {
      expect([name, await world.refusal(name, { deploymentId: id }, token)]).toEqual([name, no])
    }
    const response = await other.send(await serviceArchive('two'), 'x', token)
    expect(response.status).toBe(401)
    expect((await world.control('GET', 'processes')).supervisor.pid).toBe(world.platform.pid)
    const control = await fetch(`${world.platform.url}/local/processes`, { headers: { ...token } })
    expect(control.status).toBe(401)
    await expect(world.follow('DeploymentStatusStream', { id }, token).next()).resolves.toMatchObject({
      value: { errors: [{ message: no }] },
    })
  })
})

describe('nobody gets in', () => {
  test.each<{ what: string; headers: Record<string, string> }>([
    { what: 'without a token', headers: {} },
    { what: 'with a wrong one', headers: { authorization: 'Bearer wrong' } },
    { what: 'with a wrong project token', headers: { 'project-access-token': 'wrong' } },
  ])('$what', async ({ headers }) => {
    const response = await world.post({ query: '{ platformStatus { isStable } }' }, headers)
    expect([response.status, await response.json()]).toMatchObject([200, { errors: [{ message: no }] }])
    const upload = await place.send(await serviceArchive('one'), 'x', headers as Token)
    expect(upload.status).toBe(401)
    await expect(world.follow('DeploymentStatusStream', { id: 'x' }, headers as Token).next()).rejects.toMatchObject({
      code: 4403,
    })
  })

  test('with a token in the header of the other kind', async () => {
    const account = (world.account as { authorization: string }).authorization.replace('Bearer ', '')
    expect(await world.refusal('WhichAccount', {}, { 'project-access-token': account })).toBe(no)
    const project = (token as { 'project-access-token': string })['project-access-token']
    expect(await world.refusal('WhichProjectToken', {}, { authorization: `Bearer ${project}` })).toBe(no)
  })

  test.each<{ what: string; headers: Record<string, string> }>([
    { what: 'by another host name', headers: { host: 'evil.example:80' } },
    { what: 'from a page of another origin', headers: { origin: 'https://evil.example' } },
    { what: 'from a page of no origin', headers: { origin: 'null' } },
  ])('$what, even with the token', async ({ headers }) => {
    const { port } = new URL(world.platform.url)
    const status = await new Promise((resolve, reject) => {
      const asking = request(
        { port, host: '127.0.0.1', path: '/local/processes', headers: { ...world.account, ...headers } },
        (response) => {
          response.resume()
          resolve(response.statusCode)
        },
      )
      asking.once('error', reject)
      asking.end()
    })
    expect(status).toBe(403)
  })
})
