import { describe, expect, it } from 'vitest'
import { openJournal, replay } from '../journal/journal.ts'
import type { Verdict } from '../machine/state.ts'
import { type Death, mortalPorts } from '../simulation/mortal-ports.ts'
import { SimulatedEnvironment } from '../simulation/simulated-release.ts'
import { run } from './run.ts'

const policy = { passes: 1, failures: 1, bakeMs: 2_000, settleMs: 500 }

/** Long enough for a dead process's lease to run out and for anything it still had under way to land. */
const aWhile = 30_000
const anHour = 3_600_000

/**
 * A release over a good one whose process dies at a call, and the processes that resume it at theirs; the last one
 * lives. Undefined: one of them ended before its call. Where it is found after a while the good one is an image, and the
 * new one takes that off.
 */
async function dieAndResume(digest: string, deaths: readonly Death[], laterMs = aWhile) {
  const environment = await SimulatedEnvironment.open([
    { digest: 'bad', failsAfterMs: 1_000 },
    { digest: 'dead', starts: false },
  ])
  await environment.release('good', { policy, ...(laterMs === aWhile && { image: true }) })
  const imageBefore = environment.platform.image
  const plan = await environment.begin(digest, { policy })
  for (const death of deaths) {
    const { ports, died, signal } = mortalPorts(environment.ports, death)
    // A dead process hears nothing; whatever its calls end with is of no interest to anybody.
    await run(plan.release, ports, { signal }).catch(() => undefined)
    if (!died()) return undefined
    await environment.clock.sleep(laterMs)
  }
  const state = await run(plan.release, environment.ports)
  const entries = await openJournal(environment.store).entries(plan.release)
  return { environment, state, replayed: replay(entries), imageBefore }
}

const cases: [digest: string, verdict: Verdict, serving: string, deployments: number][] = [
  ['new', 'live', 'new', 2],
  ['bad', 'rolled back', 'good', 3],
  ['dead', 'failed', 'good', 2],
]

describe.each(cases)('a release of %s whose process dies', (digest, verdict, serving, deployments) => {
  function expectWhole(end: NonNullable<Awaited<ReturnType<typeof dieAndResume>>>, told: string): void {
    const { platform } = end.environment
    expect(end.state.verdict, told).toBe(verdict)
    expect(end.replayed, told).toEqual(end.state)
    expect(platform.serving?.digest, told).toBe(serving)
    expect(platform.deploymentCount, told).toBe(deployments)
    expect(platform.settings.get('VERSION'), told).toBe(serving)
    expect(platform.image, told).toBe(verdict === 'live' ? undefined : end.imageBefore)
  }

  it.each([
    ['before acting', false, aWhile],
    ['after acting', true, aWhile],
    ['before acting, and is found after an hour', false, anHour],
    ['after acting, and is found after an hour', true, anHour],
    ['before acting, and is found at once', false, 0],
    ['after acting, and is found at once', true, 0],
  ])('at any call, %s, ends after resume as if nothing had happened', async (_when, afterActing, laterMs) => {
    let deaths = 0
    for (let atCall = 0; ; atCall++) {
      const end = await dieAndResume(digest, [{ atCall, afterActing }], laterMs)
      if (end === undefined) break
      deaths++
      expectWhole(end, `died at call ${atCall}`)
    }
    expect(deaths).toBeGreaterThan(20)
  })

  it('again while it is resumed ends all the same', async () => {
    let deaths = 0
    for (let first = 0; first < 40; first++) {
      for (const second of [1, 2, 3, 4, 6, 9]) {
        const end = await dieAndResume(digest, [
          { atCall: first, afterActing: true },
          { atCall: second, afterActing: false },
        ])
        if (end === undefined) continue
        deaths++
        expectWhole(end, `died at call ${first}, then at call ${second}`)
      }
    }
    expect(deaths).toBeGreaterThan(60)
  })
})
