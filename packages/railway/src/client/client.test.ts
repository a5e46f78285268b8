import { describe, expect, test } from 'vitest'
import { clientScene, found } from '../fixtures/client-scene.ts'
import { plantedToken, rejection } from '../fixtures/scene.ts'
import { deploymentById } from '../operations/deployment.ts'
import { projects } from '../operations/provisioning.ts'
import { createRailwayClient } from './client.ts'

describe('what is sent', () => {
  test('an account token travels as Bearer, with the source in the address and the version in the agent', async () => {
    const { double, client } = await clientScene({ version: '9.8.7' })
    double.script('DeploymentById', found)
    await client.request(deploymentById, { id: 'deployment-1' })
    const [request] = double.requests
    expect(request?.url.search).toBe('?source=kickai')
    expect(request?.headers).toMatchObject({
      authorization: `Bearer ${plantedToken}`,
      'user-agent': 'kickai 9.8.7',
      'x-source': 'kickai 9.8.7',
    })
    expect(request?.headers).not.toHaveProperty('project-access-token')
  })

  test('a project token travels in its own header alone', async () => {
    const { double, client } = await clientScene({ token: { kind: 'project', value: plantedToken } })
    double.script('DeploymentById', found)
    await client.request(deploymentById, { id: 'deployment-1' })
    expect(double.requests[0]?.headers).toMatchObject({ 'project-access-token': plantedToken })
    expect(double.requests[0]?.headers).not.toHaveProperty('authorization')
  })

  test('variables that Railway would not take are refused, and nothing was done', async () => {
    const { double, client } = await clientScene()
    const wrong = { first: 'many' } as unknown as { first: number }
    const error = await rejection(client.request(projects, wrong))
    expect(error).toMatchObject({ code: 'railway-request-unknown', acted: 'no' })
    expect(double.count('Projects')).toBe(1)
  })
})

describe('options that are no good are refused all at once, before anything is sent', () => {
  test.each([
    { endpoint: 'http://backboard.example/graphql/v2', says: 'not encrypted' },
    { endpoint: 'nonsense', says: 'not an address' },
    { endpoint: 'ftp://127.0.0.1/', says: 'not an https address' },
    { endpoint: 'https://name:word@backboard.example/', says: 'user name' },
  ])('$endpoint: $says', ({ endpoint, says }) => {
    const make = () => createRailwayClient({ endpoint, token: { kind: 'account', value: '' } })
    expect(make).toThrow(says)
    expect(make).toThrow('the token is empty')
  })

  test('a token with a line break', () => {
    expect(() => createRailwayClient({ token: { kind: 'account', value: 'a\r\nb' } })).toThrow('no token has')
  })
})
