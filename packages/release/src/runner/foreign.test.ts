import { describe, expect, it } from 'vitest'
import { noticedIn } from '../machine/remarks.ts'
import type { StateName } from '../machine/state.ts'
import { SimulatedEnvironment } from '../simulation/simulated-release.ts'

/** A release over a good one in which somebody does something as soon as it is in a state, or after an event there. */
async function disturbed(during: StateName, happens: (environment: SimulatedEnvironment) => void, eventKind?: string) {
  const environment = await SimulatedEnvironment.open()
  await environment.release('good')
  let done = false
  const state = await environment.release(
    'new',
    {},
    {
      onProgress(now, event) {
        if (done || now.state !== during || (eventKind !== undefined && event.kind !== eventKind)) return
        done = true
        happens(environment)
      },
    },
  )
  return { environment, state }
}

describe('a deployment that nobody here started', () => {
  it.each<[StateName, string | undefined]>([
    ['deploying', 'deployment-created'],
    ['verifying', undefined],
    ['baking', undefined],
  ])(
    'that comes in between while %s ends the release by its name, and the old one serves',
    async (during, eventKind) => {
      const { environment, state } = await disturbed(during, ({ platform }) => platform.redeploy('theirs'), eventKind)
      expect(state).toMatchObject({ verdict: 'rolled back', reason: { code: 'foreign-deployment' } })
      expect(state.reason?.sentence).toContain('deployment-3')
      expect(environment.platform.serving?.digest).toBe('good')
      expect([...environment.platform.settings]).toEqual([['VERSION', 'good']])
    },
  )

  it('right before the first change blocks it', async () => {
    const { environment, state } = await disturbed('configuring', ({ platform }) => platform.redeploy('theirs'))
    expect(state).toMatchObject({ verdict: 'blocked', reason: { code: 'foreign-deployment' } })
    expect(environment.platform.settings.get('VERSION')).toBe('good')
  })

  it('over a first release leaves nobody sure of what serves', async () => {
    const environment = await SimulatedEnvironment.open()
    const state = await environment.release(
      'new',
      {},
      {
        onProgress: (now, event) =>
          now.state === 'baking' && event.kind === 'checked' && environment.platform.redeploy('theirs'),
      },
    )
    expect(state).toMatchObject({ verdict: 'unknown', reason: { code: 'foreign-deployment' } })
    await environment.clock.sleep(1_000)
    expect(environment.platform.serving?.digest).toBe('theirs')
    expect(environment.platform.settings.size).toBe(0)
  })

  it('between two releases blocks the next one, unless somebody says that it may be replaced', async () => {
    const environment = await SimulatedEnvironment.open()
    await environment.release('good')
    environment.platform.redeploy('theirs')
    const onItsWay = await environment.release('new')
    await environment.clock.sleep(1_000)
    const state = await environment.release('new')
    for (const each of [onItsWay, state])
      expect(each).toMatchObject({ verdict: 'blocked', reason: { code: 'foreign-deployment' } })
    expect(state.findings[0]?.wayOut).toContain('--take-over')
    const taken = await environment.release('new', { takeOver: true })
    expect(taken).toMatchObject({ verdict: 'live', findings: [{ code: 'foreign-deployment', severity: 'notice' }] })
  })

  it('is what a rollback that a person asks for takes away', async () => {
    const environment = await SimulatedEnvironment.open()
    await environment.release('good')
    environment.platform.redeploy('theirs')
    await environment.clock.sleep(1_000)
    const state = await environment.release('good', { kind: 'rollback', restore: 'deployment-1' })
    expect(state).toMatchObject({ verdict: 'live', findings: [{ code: 'foreign-deployment', severity: 'notice' }] })
  })

  it('of the same image is told, and is what a failure brings back', async () => {
    const environment = await SimulatedEnvironment.open([{ digest: 'bad', failsAfterMs: 1_000 }])
    await environment.release('good')
    environment.platform.redeploy()
    await environment.clock.sleep(1_000)
    const state = await environment.release('bad')
    expect(state.findings).toMatchObject([{ code: 'redeployed-by-others', severity: 'notice' }])
    expect(state.verdict).toBe('rolled back')
    expect(environment.platform.serving?.digest).toBe('good')
  })
})

describe("somebody else's change of the configuration", () => {
  it('after preflight blocks the release before it changes anything', async () => {
    const { environment, state } = await disturbed('configuring', ({ platform }) => platform.setByHand('LEVEL', 'x'))
    expect(state).toMatchObject({ verdict: 'blocked', reason: { code: 'configuration-moved' } })
    expect(environment.platform.changes.filter((change) => change === 'configure')).toHaveLength(1)
  })

  it('while it is watched is told with the verdict', async () => {
    const { state } = await disturbed('baking', ({ platform }) => platform.setByHand('LEVEL', 'x'))
    expect(state.verdict).toBe('live')
    expect(noticedIn(state)).toMatchObject([{ code: 'configuration-moved', service: 'web' }])
  })

  it('is not what the release itself set', async () => {
    const { state } = await disturbed('baking', () => undefined)
    expect(noticedIn(state)).toEqual([])
  })
})
