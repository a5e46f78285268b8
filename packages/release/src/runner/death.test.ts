import { describe, expect, it } from 'vitest'
import { openJournal, replay } from '../journal/journal.ts'
import type { Verdict } from '../machine/state.ts'
import { mortalPorts } from '../simulation/mortal-ports.ts'
import { SimulatedEnvironment } from '../simulation/simulated-release.ts'
import { run } from './run.ts'

const policy = { passes: 1, failures: 1, bakeMs: 2_000 }

/** A release over a good one whose process dies at a call; then it is resumed. Undefined: it ended before that call. */
async function dieAndResume(digest: string, atCall: number, afterActing: boolean) {
  const environment = await SimulatedEnvironment.open([
    { digest: 'bad', failsAfterMs: 1_000 },
    { digest: 'dead', starts: false },
  ])
  await environment.release('good', { policy })
  const plan = await environment.begin(digest, { policy })
  const { ports, died } = mortalPorts(environment.ports, { atCall, afterActing })
  // A dead process hears nothing; whatever its calls end with is of no interest to anybody.
  await run(plan.release, ports, { settleMs: 500 }).catch(() => undefined)
  if (!died()) return undefined
  // Long enough for the dead process's lease to run out and for anything it still had under way to land.
  await environment.clock.sleep(30_000)
  const state = await run(plan.release, environment.ports, { settleMs: 500 })
  const entries = await openJournal(environment.store).entries(plan.release)
  return { environment, state, replayed: replay(entries) }
}

const cases: [digest: string, verdict: Verdict, serving: string, deployments: number][] = [
  ['new', 'live', 'new', 2],
  ['bad', 'rolled back', 'good', 3],
  ['dead', 'failed', 'good', 2],
]

describe.each(cases)('a release of %s whose process dies', (digest, verdict, serving, deployments) => {
  it.each([false, true])(
    'at any call (acting first: %s) ends after resume as if nothing had happened',
    async (afterActing) => {
      let deaths = 0
      for (let atCall = 0; ; atCall++) {
        const end = await dieAndResume(digest, atCall, afterActing)
        if (end === undefined) break
        deaths++
        const told = `died at call ${atCall}`
        expect(end.state.verdict, told).toBe(verdict)
        expect(end.replayed, told).toEqual(end.state)
        expect(end.environment.platform.serving?.digest, told).toBe(serving)
        expect(end.environment.platform.deploymentCount, told).toBe(deployments)
        expect(end.environment.platform.settings.get('VERSION'), told).toBe(serving)
        expect(end.environment.platform.configuration, told).toBeDefined()
      }
      expect(deaths).toBeGreaterThan(20)
    },
  )
})
