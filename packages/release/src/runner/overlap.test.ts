import { describe, expect, it } from 'vitest'
import type { Behaviour } from '../simulation/simulated-behaviour.ts'
import { SimulatedEnvironment } from '../simulation/simulated-release.ts'

const overlapSeconds = 25
/** Shorter than the overlap, as a deadline may well be. */
const policy = { verifyMs: 20_000, bakeMs: 10_000 }
const readings = ['new', 'old', 'mixed'] as const

/** A release over a good one, on a platform that lets both answer for a while. */
async function release(
  reading: (typeof readings)[number],
  behaviour: Omit<Behaviour, 'digest'> = {},
  before: Omit<Behaviour, 'digest'> = {},
) {
  const environment = await SimulatedEnvironment.open([
    { digest: 'good', ...before },
    { digest: 'new', ...behaviour },
  ])
  await environment.release('good', { policy: { ...policy, identity: before.saysNothing ? 'attested' : 'proven' } })
  environment.platform.overlapMs = overlapSeconds * 1000
  environment.platform.overlapAnswers = reading
  const state = await environment.release('new', { policy, overlapSeconds })
  return { state, serving: environment.platform.serving?.digest }
}

describe.each(readings)('where %s answers during the overlap', (reading) => {
  it('a good release goes live', async () => {
    const { state, serving } = await release(reading)
    expect([state.verdict, state.reason, serving]).toEqual(['live', undefined, 'new'])
    expect((state.times.live ?? 0) - (state.times.verifying ?? 0)).toBeGreaterThanOrEqual(overlapSeconds * 1000)
  })

  it('a good release goes live over one that does not say who it is', async () => {
    const { state } = await release(reading, {}, { saysNothing: true })
    expect([state.verdict, state.reason]).toEqual(['live', undefined])
  })

  it('a good release goes live when it takes over what somebody else deployed', async () => {
    const environment = await SimulatedEnvironment.open([{ digest: 'theirs', saysNothing: true }])
    environment.platform.redeploy('theirs')
    await environment.clock.sleep(1_000)
    environment.platform.overlapMs = overlapSeconds * 1000
    environment.platform.overlapAnswers = reading
    const state = await environment.release('new', { policy, overlapSeconds, takeOver: true })
    expect([state.verdict, state.reason, state.plan.parts[0]?.before]).toEqual(['live', undefined, undefined])
  })

  it.each<[string, Omit<Behaviour, 'digest'>]>([
    ['fails', { failsAfterMs: 0 }],
    ['begins to fail', { failsAfterMs: 3_000 }],
    ['says to the end that it is the one before', { saysDeployment: 'deployment-1', saysDigest: 'good' }],
    ['does not say who it is', { saysNothing: true }],
    ['has other bytes', { saysDigest: 'others' }],
  ])('one that %s is rolled back', async (_what, behaviour) => {
    const { state, serving } = await release(reading, behaviour)
    expect([state.verdict, serving]).toEqual(['rolled back', 'good'])
  })
})
