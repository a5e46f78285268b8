import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { clientScene, redeploy } from '../fixtures/client-scene.ts'
import { plantedToken, rejection } from '../fixtures/scene.ts'
import { deploymentRedeploy } from '../operations/deployment-changes.ts'
import { createRailwayClient } from './client.ts'

describe('a planted token appears nowhere', () => {
  const echo = `token ${plantedToken} was refused`
  test.each([
    { what: 'in a message', step: { errors: [{ message: echo }] } },
    { what: 'in a body', step: { status: 400, body: echo } },
    { what: 'in a page', step: { status: 200, body: echo } },
    { what: 'in the data', step: { data: { deploymentRedeploy: { [plantedToken]: 1 } } } },
    { what: 'behind a lost connection', step: { effect: 'lost' } },
  ] as const)('$what', async ({ step }) => {
    const { double, client } = await clientScene()
    double.script('DeploymentRedeploy', step)
    const error = await rejection(client.request(deploymentRedeploy, redeploy))
    const shown = [inspect(error, { depth: 20, showHidden: true }), error.stack, JSON.stringify(error), inspect(client)]
    expect(shown.join('\n')).not.toContain(plantedToken)
  })

  test('nor does a value that is sent', async () => {
    const { double, client } = await clientScene()
    double.script('DeploymentRedeploy', { errors: [{ message: 'bad value "line\\nbreak-9f" given' }] })
    const failed = client.request(deploymentRedeploy, redeploy, { secrets: ['line\nbreak-9f'] })
    expect((await rejection(failed)).message).not.toContain('break-9f')
  })

  test('what fetch failed with is kept as a cause, without the request', async () => {
    const fetch = () =>
      Promise.reject(Object.assign(new TypeError('fetch failed', { cause: new Error(echo) }), { request: echo }))
    const client = createRailwayClient({ token: { kind: 'account', value: plantedToken }, fetch })
    const error = await rejection(client.request(deploymentRedeploy, redeploy))
    expect(error).toMatchObject({ code: 'railway-connection-lost', acted: 'unknown' })
    expect(inspect(error.cause)).toContain('fetch failed')
    expect(inspect(error, { depth: 20 })).not.toContain(plantedToken)
  })
})
