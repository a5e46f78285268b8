import { describe, expect, test } from 'vitest'
import { clientScene, redeploy } from '../fixtures/client-scene.ts'
import { startDouble } from '../fixtures/double.ts'
import { manualClock } from '../fixtures/manual-clock.ts'
import { rejection } from '../fixtures/scene.ts'
import { until } from '../fixtures/until.ts'
import { deploymentRedeploy } from '../operations/deployment-changes.ts'

describe('a change is sent once, and its error says whether it may have happened', () => {
  const cases = [
    { what: 'a lost answer', step: { effect: 'lost' }, code: 'railway-connection-lost', acted: 'unknown' },
    {
      what: 'half an answer',
      step: { effect: 'half', body: '{"data":{}}' },
      code: 'railway-connection-lost',
      acted: 'unknown',
    },
    { what: '502', step: { status: 502, body: 'Bad Gateway' }, code: 'railway-server-error', acted: 'unknown' },
    { what: '408', step: { status: 408, body: '' }, code: 'railway-server-error', acted: 'unknown' },
    {
      what: 'a page instead of an answer',
      step: { status: 200, body: '<html>' },
      code: 'railway-bad-answer',
      acted: 'unknown',
    },
    {
      what: 'an answer of another shape',
      step: { data: { deploymentRedeploy: true } },
      code: 'railway-bad-answer',
      acted: 'unknown',
    },
    {
      what: 'an unexplained error',
      step: { errors: [{ message: 'Problem processing request' }] },
      code: 'railway-error',
      acted: 'unknown',
    },
    {
      what: 'an error never seen',
      step: { errors: [{ message: 'Gremlins' }] },
      code: 'railway-error',
      acted: 'unknown',
    },
    {
      what: 'an error beside some of the answer',
      step: { data: { deploymentRedeploy: { id: 'd' } }, errors: [{ message: 'Not Authorized' }] },
      code: 'railway-error',
      acted: 'unknown',
    },
    {
      what: '429',
      step: { status: 429, headers: { 'retry-after': '7' }, body: '' },
      code: 'railway-rate-limited',
      acted: 'no',
      retryAfterMs: 7000,
    },
    { what: '400', step: { status: 400, body: 'no' }, code: 'railway-refused', acted: 'no' },
    { what: '401', step: { status: 401, body: '' }, code: 'railway-not-authorized', acted: 'no' },
    {
      what: 'a redirection',
      step: { status: 307, headers: { location: 'http://elsewhere/' }, body: '' },
      code: 'railway-redirected',
      acted: 'no',
    },
    {
      what: 'Not Authorized',
      step: { errors: [{ message: 'Not Authorized' }] },
      code: 'railway-not-authorized',
      acted: 'no',
    },
    {
      what: 'a thing that is not there',
      step: { errors: [{ message: 'Deployment not found' }] },
      code: 'railway-not-found',
      acted: 'no',
    },
    {
      what: 'no snapshot',
      step: { errors: [{ message: 'Cannot redeploy without a snapshot' }] },
      code: 'railway-no-snapshot',
      acted: 'no',
    },
    {
      what: 'a soft limit',
      step: { errors: [{ message: 'Service deployment rate limit exceeded' }] },
      code: 'railway-rate-limited',
      acted: 'no',
    },
    {
      what: 'another change under way',
      step: { errors: [{ message: 'an operation is already in progress' }] },
      code: 'railway-busy',
      acted: 'no',
    },
    {
      what: 'a name in use',
      step: { errors: [{ message: 'A service named "web" already exists in this project' }] },
      code: 'railway-name-taken',
      acted: 'no',
    },
    {
      what: 'a wrong input',
      step: { errors: [{ message: 'Invalid input: overlapSeconds' }] },
      code: 'railway-input-refused',
      acted: 'no',
    },
    {
      what: 'two factors',
      step: { errors: [{ message: 'Two Factor Authentication Required' }] },
      code: 'railway-two-factor-required',
      acted: 'no',
    },
    {
      what: 'a document it does not know',
      step: {
        status: 400,
        errors: [{ message: 'Cannot query field "x" on type "Y".', extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }],
      },
      code: 'railway-request-unknown',
      acted: 'no',
    },
  ] as const

  test.each(cases)('$what: $code, acted: $acted', async ({ step, what: _, ...expected }) => {
    const { double, client } = await clientScene()
    double.script('DeploymentRedeploy', step)
    const error = await rejection(client.request(deploymentRedeploy, redeploy))
    expect(error).toMatchObject(expected)
    expect(error.wayOut).toBeTypeOf('string')
    expect(double.count('DeploymentRedeploy')).toBe(1)
  })

  test('a refused connection: nothing was sent', async () => {
    const gone = await startDouble()
    await gone.close()
    const { client } = await clientScene({ endpoint: gone.endpoint })
    const error = await rejection(client.request(deploymentRedeploy, redeploy))
    expect(error).toMatchObject({ code: 'railway-unreachable', acted: 'no' })
  })

  test.each([
    { what: 'no answer', step: { effect: 'silent' }, ms: 1_000, says: 'was not answered within 1 s' },
    {
      what: 'an answer that does not end',
      step: { effect: 'slow', body: '{}' },
      ms: 2_000,
      says: 'rest of its answer',
    },
  ] as const)('$what within the limit', async ({ step, ms, says }) => {
    const clock = manualClock()
    const { double, client } = await clientScene({ clock })
    const limits = { headersMs: 1_000, bodyMs: 2_000, overallMs: 9_000 }
    double.script('DeploymentRedeploy', step)
    const failed = rejection(client.request(deploymentRedeploy, redeploy, { limits }))
    await until(() => double.count('DeploymentRedeploy') === 1 && clock.sleeping().includes(ms))
    clock.advance(ms)
    expect(await failed).toMatchObject({
      code: 'railway-too-slow',
      acted: 'unknown',
      message: expect.stringContaining(says),
    })
    expect(clock.sleeping()).toEqual([])
  })

  test('given up by the caller', async () => {
    const { double, client } = await clientScene()
    double.script('DeploymentRedeploy', { effect: 'silent' })
    const stop = new AbortController()
    const failed = rejection(client.request(deploymentRedeploy, redeploy, { signal: stop.signal }))
    await until(() => double.count('DeploymentRedeploy') === 1)
    stop.abort()
    expect(await failed).toMatchObject({ code: 'railway-given-up', acted: 'unknown' })
    const again = client.request(deploymentRedeploy, redeploy, { signal: stop.signal })
    expect(await rejection(again)).toMatchObject({ code: 'railway-given-up', acted: 'no' })
    expect(double.count('DeploymentRedeploy')).toBe(1)
  })

  test('with a permit that ran out before it was sent: nothing was sent, and it may be tried again', async () => {
    const { double, client } = await clientScene()
    const permission = async () => ({ leftMs: () => 0 })
    const error = await rejection(client.request(deploymentRedeploy, redeploy, { permission }))
    expect(error).toMatchObject({ code: 'railway-not-sent', acted: 'no', transient: true, retryAfterMs: 0 })
    expect(double.count('DeploymentRedeploy')).toBe(0)
  })

  test('without permission it is not sent, and the reason is told as it is', async () => {
    const { double, client } = await clientScene()
    const reason = new Error('somebody else has the lease')
    const permission = () => Promise.reject(reason)
    await expect(client.request(deploymentRedeploy, redeploy, { permission })).rejects.toBe(reason)
    expect(double.count('DeploymentRedeploy')).toBe(0)
  })
})
