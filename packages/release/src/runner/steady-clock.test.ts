import { describe, expect, it } from 'vitest'
import type { Clock } from '../ports/clock.ts'
import { SimulatedEnvironment } from '../simulation/simulated-release.ts'
import { run } from './run.ts'

const anHour = 3_600_000

/** A release whose machine's wall clock is set by so much in the midst of it; what it came to and how long that took. */
async function releaseWhileClockIsSet(byMs: number, digest: string, state: string) {
  const environment = await SimulatedEnvironment.open([{ digest: 'bad', users: { perSecond: 20, errorShare: 0.3 } }])
  await environment.release('good')
  const plan = await environment.begin(digest)
  let error = 0
  const clock: Clock = {
    now: () => environment.clock.now() + error,
    monotonic: () => environment.clock.monotonic(),
    sleep: (ms, signal) => environment.clock.sleep(ms, signal),
  }
  const began = environment.clock.monotonic()
  const end = await run(
    plan.release,
    { ...environment.ports, clock },
    {
      onProgress: (now) => {
        if (now.state === state) error = byMs
      },
    },
  )
  return { verdict: end.verdict, tookMs: environment.clock.monotonic() - began, times: Object.values(end.times) }
}

describe('a wall clock that is set while a release runs', () => {
  it.each(['preflight', 'deploying', 'verifying', 'baking'])('ends and prolongs no wait: %s', async (state) => {
    const undisturbed = await releaseWhileClockIsSet(0, 'new', state)
    expect(undisturbed.verdict).toBe('live')
    for (const byMs of [-anHour, anHour]) expect(await releaseWhileClockIsSet(byMs, 'new', state)).toEqual(undisturbed)
  })

  it('does not hide from whoever judges what users got', async () => {
    expect((await releaseWhileClockIsSet(-anHour, 'bad', 'baking')).verdict).toBe('rolled back')
  })

  it('and is behind the journal when somebody resumes neither dates an entry back nor waits for that time', async () => {
    const environment = await SimulatedEnvironment.open()
    const plan = await environment.begin('new')
    const stop = new AbortController()
    await run(plan.release, environment.ports, {
      signal: stop.signal,
      onProgress: (now) => now.state === 'verifying' && stop.abort(),
    })
    const began = environment.clock.monotonic()
    const behind: Clock = {
      now: () => environment.clock.now() - anHour,
      monotonic: () => environment.clock.monotonic(),
      sleep: (ms, signal) => environment.clock.sleep(ms, signal),
    }
    const end = await run(plan.release, { ...environment.ports, clock: behind })
    expect(end.verdict).toBe('live')
    expect(environment.clock.monotonic() - began).toBeLessThan(60_000)
    const times = Object.values(end.times)
    expect(times).toEqual(times.toSorted((left, right) => left - right))
  })
})
