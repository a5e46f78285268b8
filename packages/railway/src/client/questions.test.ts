import { describe, expect, test } from 'vitest'
import { clientScene, found } from '../fixtures/client-scene.ts'
import { manualClock } from '../fixtures/manual-clock.ts'
import { rejection } from '../fixtures/scene.ts'
import { until } from '../fixtures/until.ts'
import { deploymentById } from '../operations/deployment.ts'

describe('a question is asked again', () => {
  test.each([
    { what: 'a lost answer', step: { effect: 'lost' } },
    { what: 'half an answer', step: { effect: 'half', body: JSON.stringify(found) } },
    { what: '503', step: { status: 503, body: '' } },
    { what: 'a page instead of an answer', step: { status: 200, body: '<html>' } },
    { what: 'an unexplained error', step: { errors: [{ message: 'Problem processing request' }] } },
  ] as const)('after $what', async ({ step }) => {
    const clock = manualClock()
    const { double, client } = await clientScene({ clock })
    double.script('DeploymentById', step, step, found)
    const answered = client.request(deploymentById, { id: 'deployment-1' })
    // Half of what the policy names, since `random` gives 0: 125 ms, then 250 ms.
    await until(() => clock.sleeping().includes(125))
    clock.advance(125)
    await until(() => clock.sleeping().includes(250))
    clock.advance(250)
    expect((await answered).deployment.id).toBe('deployment-1')
    expect(double.count('DeploymentById')).toBe(3)
  })

  test('seven times at most', async () => {
    const { double, client } = await clientScene()
    double.script('DeploymentById', { status: 500, body: '' })
    const retry = { firstDelayMs: 1, longestDelayMs: 1 }
    const error = await rejection(client.request(deploymentById, { id: 'd' }, { retry }))
    expect(error).toMatchObject({ code: 'railway-server-error', acted: 'no' })
    expect(double.count('DeploymentById')).toBe(7)
  })

  test('never after an answer that will stay the same', async () => {
    const { double, client } = await clientScene()
    double.script('DeploymentById', { errors: [{ message: 'Not Authorized' }] })
    const error = await rejection(client.request(deploymentById, { id: 'd' }))
    expect(error).toMatchObject({ code: 'railway-not-authorized', acted: 'no', said: 'Not Authorized' })
    expect(double.count('DeploymentById')).toBe(1)
  })

  test.each([
    { form: 'seconds', header: '7' },
    { form: 'a date', header: 'Sat, 01 Aug 2026 12:00:07 GMT' },
  ])('after 429, when Retry-After ($form) says so and not sooner', async ({ header }) => {
    const clock = manualClock(Date.parse('2026-08-01T12:00:00Z'))
    const { double, client } = await clientScene({ clock })
    double.script('DeploymentById', { status: 429, headers: { 'retry-after': header }, body: '' }, found)
    const answered = client.request(deploymentById, { id: 'deployment-1' })
    await until(() => clock.sleeping().includes(7_000))
    clock.advance(6_999)
    expect(clock.sleeping()).toEqual([7_000])
    expect(double.count('DeploymentById')).toBe(1)
    clock.advance(1)
    expect((await answered).deployment.id).toBe('deployment-1')
  })

  test('after 429 without Retry-After, with delays that grow; a Retry-After of an hour is left to the caller', async () => {
    const clock = manualClock()
    const { double, client } = await clientScene({ clock })
    double.script(
      'DeploymentById',
      { status: 429, body: '' },
      { status: 429, body: '' },
      { status: 429, headers: { 'retry-after': '3600' }, body: '' },
    )
    const failed = rejection(client.request(deploymentById, { id: 'd' }))
    for (const delay of [125, 250]) {
      await until(() => clock.sleeping().includes(delay))
      clock.advance(delay)
    }
    expect(await failed).toMatchObject({ code: 'railway-rate-limited', acted: 'no', retryAfterMs: 3_600_000 })
  })

  test("the edge's own limit is named", async () => {
    const { double, client } = await clientScene()
    double.script('DeploymentById', { status: 429, body: 'error code: 1015' })
    const error = await rejection(client.request(deploymentById, { id: 'd' }, { retry: { attempts: 1 } }))
    expect(error).toMatchObject({ code: 'railway-edge-rate-limited', acted: 'no' })
    expect(error.message).toContain('1015')
  })
})
