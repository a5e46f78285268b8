import { expect, test } from 'vitest'
import type { Artifacts } from '../ports/artifacts.ts'
import { ReleaseError } from '../release-error.ts'
import { SimulatedEnvironment } from '../simulation/simulated-release.ts'
import type { Ports } from './ports.ts'
import { run } from './run.ts'

const down = async () => {
  throw new ReleaseError('registry-unreachable', 'The registry does not answer.', 'See that it is up.')
}

/** Everything as it is, but for artifacts that can not be had, or not be kept. */
function portsWith(environment: SimulatedEnvironment, change: Partial<Artifacts>): Ports {
  return { ...environment.ports, artifacts: { ...environment.ports.artifacts, ...change } }
}

test.each([['get'], ['put']] as const)(
  'artifacts whose %s fails block a release before it changes anything',
  async (method) => {
    const environment = await SimulatedEnvironment.open()
    await environment.release('good')
    const plan = await environment.begin('next')
    const state = await run(plan.release, portsWith(environment, { [method]: down }))
    expect(state).toMatchObject({ verdict: 'blocked', reason: { code: 'registry-unreachable' } })
    expect(state.findings).toMatchObject([{ code: 'registry-unreachable', wayOut: 'See that it is up.' }])
    expect(environment.platform.deploymentCount).toBe(1)
  },
)

test('what is kept is put where others look for it before anything changes', async () => {
  const environment = await SimulatedEnvironment.open()
  const plan = await environment.begin('one')
  const kept: string[] = []
  const put: Artifacts['put'] = async ({ digest }) => {
    kept.push(`${digest} beside ${environment.platform.deploymentCount} deployments`)
  }
  await run(plan.release, portsWith(environment, { put }))
  expect(kept).toEqual(['one beside 0 deployments'])
})

test('a cold rollback without its artifact ends by name, and the release that serves goes on serving', async () => {
  const environment = await SimulatedEnvironment.open()
  await environment.release('good')
  const [old = ''] = (await environment.platform.view()).active
  await environment.release('next')
  const plan = await environment.begin('good', { kind: 'rollback', restore: old })
  environment.platform.forgetImage(old)
  const state = await run(plan.release, portsWith(environment, { get: down }))
  expect(state).toMatchObject({ verdict: 'failed', reason: { code: 'registry-unreachable' } })
  expect(environment.platform.serving?.digest).toBe('next')
  expect(environment.platform.deploymentCount).toBe(2)
})

test('going back cold goes on as soon as the artifact can be had, and ends by name where it never can', async () => {
  for (const lasting of [false, true]) {
    const environment = await SimulatedEnvironment.open([{ digest: 'bad', failsAfterMs: 10_000 }])
    await environment.release('good')
    const [old = ''] = (await environment.platform.view()).active
    const plan = await environment.begin('bad')
    let failures = 0
    const get: Artifacts['get'] = async (digest) => {
      if (digest === 'bad' || (!lasting && failures >= 3)) return await environment.ports.artifacts.get(digest)
      failures += 1
      return await down()
    }
    const state = await run(plan.release, portsWith(environment, { get }), {
      onProgress: (now) => now.state === 'baking' && environment.platform.forgetImage(old),
    })
    if (lasting) expect(state).toMatchObject({ verdict: 'rollback failed', reason: { code: 'registry-unreachable' } })
    else {
      expect(state.verdict).toBe('rolled back')
      expect(environment.platform.serving?.digest).toBe('good')
    }
  }
})
