import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { type Double, startDouble } from '../fixtures/double.ts'
import { manualClock } from '../fixtures/manual-clock.ts'
import { deployment, plantedToken, rejection } from '../fixtures/scene.ts'
import { until } from '../fixtures/until.ts'
import { deploymentById } from '../operations/deployment.ts'
import { deploymentRedeploy } from '../operations/deployment-changes.ts'
import { projects } from '../operations/provisioning.ts'
import { createRailwayClient } from './client.ts'
import type { ConnectionOptions } from './connection.ts'

const redeploy = { id: 'deployment-1', usePreviousImageTag: true }
const found = { data: { deployment: deployment() } }

async function withDouble<Result>(work: (double: Double) => Promise<Result>): Promise<Result> {
  const double = await startDouble()
  try {
    return await work(double)
  } finally {
    await double.close()
  }
}

function clientFor(double: Double, options: Partial<ConnectionOptions> = {}) {
  return createRailwayClient({
    endpoint: double.endpoint,
    token: { kind: 'account', value: plantedToken },
    random: () => 0,
    ...options,
  })
}

describe('what is sent', () => {
  test('an account token travels as Bearer, with the source in the address and the version in the agent', async () => {
    await withDouble(async (double) => {
      double.script('DeploymentById', found)
      await clientFor(double, { version: '9.8.7' }).request(deploymentById, { id: 'deployment-1' })
      const [request] = double.requests
      expect(request?.url.search).toBe('?source=kickai')
      expect(request?.headers).toMatchObject({
        authorization: `Bearer ${plantedToken}`,
        'user-agent': 'kickai 9.8.7',
        'x-source': 'kickai 9.8.7',
      })
      expect(request?.headers).not.toHaveProperty('project-access-token')
    })
  })

  test('a project token travels in its own header alone', async () => {
    await withDouble(async (double) => {
      double.script('DeploymentById', found)
      const client = clientFor(double, { token: { kind: 'project', value: plantedToken } })
      await client.request(deploymentById, { id: 'deployment-1' })
      expect(double.requests[0]?.headers).toMatchObject({ 'project-access-token': plantedToken })
      expect(double.requests[0]?.headers).not.toHaveProperty('authorization')
    })
  })

  test('variables that Railway would not take are refused, and nothing was done', async () => {
    await withDouble(async (double) => {
      const wrong = { first: 'many' } as unknown as { first: number }
      const error = await rejection(clientFor(double).request(projects, wrong))
      expect(error).toMatchObject({ code: 'railway-request-unknown', acted: 'no' })
      expect(double.count('Projects')).toBe(1)
    })
  })
})

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
      step: { errors: [{ message: 'ServiceInstance not found' }] },
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
    await withDouble(async (double) => {
      double.script('DeploymentRedeploy', step)
      const error = await rejection(clientFor(double).request(deploymentRedeploy, redeploy))
      expect(error).toMatchObject(expected)
      expect(error.wayOut).toBeTypeOf('string')
      expect(double.count('DeploymentRedeploy')).toBe(1)
    })
  })

  test('a refused connection: nothing was sent', async () => {
    const double = await startDouble()
    await double.close()
    const error = await rejection(clientFor(double).request(deploymentRedeploy, redeploy))
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
    await withDouble(async (double) => {
      const clock = manualClock()
      const limits = { headersMs: 1_000, bodyMs: 2_000, overallMs: 9_000 }
      double.script('DeploymentRedeploy', step)
      const failed = rejection(clientFor(double, { clock }).request(deploymentRedeploy, redeploy, { limits }))
      await until(() => double.count('DeploymentRedeploy') === 1 && clock.sleeping().includes(ms))
      clock.advance(ms)
      expect(await failed).toMatchObject({
        code: 'railway-too-slow',
        acted: 'unknown',
        message: expect.stringContaining(says),
      })
      expect(clock.sleeping()).toEqual([])
    })
  })

  test('given up by the caller', async () => {
    await withDouble(async (double) => {
      double.script('DeploymentRedeploy', { effect: 'silent' })
      const stop = new AbortController()
      const failed = rejection(clientFor(double).request(deploymentRedeploy, redeploy, { signal: stop.signal }))
      await until(() => double.count('DeploymentRedeploy') === 1)
      stop.abort()
      expect(await failed).toMatchObject({ code: 'railway-given-up', acted: 'unknown' })
    })
  })
})

describe('a question is asked again', () => {
  test.each([
    { what: 'a lost answer', step: { effect: 'lost' } },
    { what: 'half an answer', step: { effect: 'half', body: JSON.stringify(found) } },
    { what: '503', step: { status: 503, body: '' } },
    { what: 'a page instead of an answer', step: { status: 200, body: '<html>' } },
    { what: 'an unexplained error', step: { errors: [{ message: 'Problem processing request' }] } },
  ] as const)('after $what', async ({ step }) => {
    await withDouble(async (double) => {
      const clock = manualClock()
      double.script('DeploymentById', step, step, found)
      const answered = clientFor(double, { clock }).request(deploymentById, { id: 'deployment-1' })
      // Half of what the policy names, since `random` gives 0: 125 ms, then 250 ms.
      await until(() => clock.sleeping().includes(125))
      clock.advance(125)
      await until(() => clock.sleeping().includes(250))
      clock.advance(250)
      expect((await answered).deployment.id).toBe('deployment-1')
      expect(double.count('DeploymentById')).toBe(3)
    })
  })

  test('five times at most', async () => {
    await withDouble(async (double) => {
      double.script('DeploymentById', { status: 500, body: '' })
      const retry = { firstDelayMs: 1, longestDelayMs: 1 }
      const error = await rejection(clientFor(double).request(deploymentById, { id: 'd' }, { retry }))
      expect(error).toMatchObject({ code: 'railway-server-error', acted: 'no' })
      expect(double.count('DeploymentById')).toBe(5)
    })
  })

  test('never after an answer that will stay the same', async () => {
    await withDouble(async (double) => {
      double.script('DeploymentById', { errors: [{ message: 'Not Authorized' }] })
      const error = await rejection(clientFor(double).request(deploymentById, { id: 'd' }))
      expect(error).toMatchObject({ code: 'railway-not-authorized', acted: 'no', said: 'Not Authorized' })
      expect(double.count('DeploymentById')).toBe(1)
    })
  })

  test.each([
    { form: 'seconds', header: '7' },
    { form: 'a date', header: 'Sat, 01 Aug 2026 12:00:07 GMT' },
  ])('after 429, when Retry-After ($form) says so and not sooner', async ({ header }) => {
    await withDouble(async (double) => {
      const clock = manualClock(Date.parse('2026-08-01T12:00:00Z'))
      double.script('DeploymentById', { status: 429, headers: { 'retry-after': header }, body: '' }, found)
      const answered = clientFor(double, { clock }).request(deploymentById, { id: 'deployment-1' })
      await until(() => clock.sleeping().includes(7_000))
      clock.advance(6_999)
      expect(clock.sleeping()).toEqual([7_000])
      expect(double.count('DeploymentById')).toBe(1)
      clock.advance(1)
      expect((await answered).deployment.id).toBe('deployment-1')
    })
  })

  test('after 429 without Retry-After, with delays that grow; a Retry-After of an hour is left to the caller', async () => {
    await withDouble(async (double) => {
      const clock = manualClock()
      double.script(
        'DeploymentById',
        { status: 429, body: '' },
        { status: 429, body: '' },
        { status: 429, headers: { 'retry-after': '3600' }, body: '' },
      )
      const failed = rejection(clientFor(double, { clock }).request(deploymentById, { id: 'd' }))
      for (const delay of [125, 250]) {
        await until(() => clock.sleeping().includes(delay))
        clock.advance(delay)
      }
      expect(await failed).toMatchObject({ code: 'railway-rate-limited', acted: 'no', retryAfterMs: 3_600_000 })
    })
  })

  test("the edge's own limit is named", async () => {
    await withDouble(async (double) => {
      double.script('DeploymentById', { status: 429, body: 'error code: 1015' })
      const error = await rejection(clientFor(double).request(deploymentById, { id: 'd' }, { retry: { attempts: 1 } }))
      expect(error).toMatchObject({ code: 'railway-edge-rate-limited', acted: 'no' })
      expect(error.message).toContain('1015')
    })
  })
})

describe('a planted token appears nowhere', () => {
  const echo = `token ${plantedToken} was refused`
  test.each([
    { what: 'in a message', step: { errors: [{ message: echo }] } },
    { what: 'in a body', step: { status: 400, body: echo } },
    { what: 'in a page', step: { status: 200, body: echo } },
    { what: 'in the data', step: { data: { deploymentRedeploy: { [plantedToken]: 1 } } } },
    { what: 'behind a lost connection', step: { effect: 'lost' } },
  ] as const)('$what', async ({ step }) => {
    await withDouble(async (double) => {
      double.script('DeploymentRedeploy', step)
      const client = clientFor(double)
      const error = await rejection(client.request(deploymentRedeploy, redeploy))
      const shown = [
        inspect(error, { depth: 20, showHidden: true }),
        error.stack,
        JSON.stringify(error),
        inspect(client),
      ]
      expect(shown.join('\n')).not.toContain(plantedToken)
    })
  })

  test('nor does a value that is sent', async () => {
    await withDouble(async (double) => {
      double.script('DeploymentRedeploy', { errors: [{ message: 'bad value "line\\nbreak-9f" given' }] })
      const failed = clientFor(double).request(deploymentRedeploy, redeploy, { secrets: ['line\nbreak-9f'] })
      expect((await rejection(failed)).message).not.toContain('break-9f')
    })
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
