import { expect, test } from 'vitest'
import { SimulatedEnvironment } from '../simulation/simulated-release.ts'

test('checks that never come to an end block the release in time, and the lease is given back', async () => {
  const environment = await SimulatedEnvironment.open()
  await environment.release('one')
  const preflight = environment.platform.preflight.bind(environment.platform)
  environment.platform.preflight = () => new Promise(() => undefined)
  const begun = environment.clock.now()
  const state = await environment.release('two', { policy: { preflightMs: 30_000 } })
  expect(state).toMatchObject({ verdict: 'blocked', reason: { code: 'preflight-timeout' }, leaseHeld: false })
  expect(environment.clock.now() - begun).toBe(30_000)
  environment.platform.preflight = preflight
  expect((await environment.release('three')).verdict).toBe('live')
})
