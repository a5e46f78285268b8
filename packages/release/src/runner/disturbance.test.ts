import fc from 'fast-check'
import { expect, it } from 'vitest'
import { openJournal, replay } from '../journal/journal.ts'
import { noticedIn } from '../machine/remarks.ts'
import type { ReleaseState } from '../machine/state.ts'
import type { SimulatedPlatform } from '../simulation/simulated-platform.ts'
import { SimulatedEnvironment } from '../simulation/simulated-release.ts'
import { run } from './run.ts'

const behaviours = [
  { digest: 'bad', failsAfterMs: 1_000 },
  { digest: 'dead', starts: false },
]
const policy = { passes: 1, bakeMs: 4_000, settleMs: 500 }
const token = { name: 'KICKAI_PROBE_TOKEN', secret: 'env:PROBE' }
const settingsOf = (digest: string) => [token, { name: 'VERSION', value: digest }]

/** What somebody else may do meanwhile. */
const deeds: { readonly [deed: string]: (platform: SimulatedPlatform) => void } = {
  changes: (platform) => platform.setByHand('VERSION', 'by hand'),
  adds: (platform) => platform.setByHand('ADDED', 'by hand'),
  removes: (platform) => platform.setByHand('VERSION'),
  deploys: (platform) => platform.redeploy('theirs'),
  redeploys: (platform) => platform.redeploy(),
}

const disturbance = fc.record({
  /** After how many events of the release. */
  after: fc.nat(30),
  what: fc.constantFrom(...Object.keys(deeds), 'leaves'),
})

/** A release in which such things happen; where its process leaves, another one carries it on. */
async function disturbed(environment: SimulatedEnvironment, digest: string, disturbances: readonly Disturbance[]) {
  const plan = await environment.begin(digest, { policy, settings: settingsOf(digest) })
  let events = 0
  let before: ReadonlyMap<string, string> = new Map()
  for (;;) {
    const stop = new AbortController()
    const state: ReleaseState = await run(plan.release, environment.ports, {
      signal: stop.signal,
      onProgress(now, event) {
        if (event.kind === 'surveyed') before = environment.platform.settings
        // What comes after the last look nobody can know of.
        if (now.verdict !== undefined) return
        for (const { after, what } of disturbances) {
          if (after !== events) continue
          if (what === 'leaves') stop.abort()
          else deeds[what]?.(environment.platform)
        }
        events += 1
      },
    })
    if (state.verdict !== undefined || !stop.signal.aborted) return { state, before }
  }
}
type Disturbance = { readonly after: number; readonly what: string }

it.each([true, false])(
  'whatever others do meanwhile, a release has its settings, or the old ones are back, or it says that they are not (over another release: %s)',
  async (hasBefore) => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('new', 'bad', 'dead'),
        fc.array(disturbance, { maxLength: 3 }),
        async (digest, disturbances) => {
          const environment = await SimulatedEnvironment.open(behaviours)
          const { platform } = environment
          if (hasBefore) await environment.release('good', { policy, settings: settingsOf('good') })
          const old = new Map(platform.settings)
          const deedsOfOthers = disturbances.filter(({ what }) => what !== 'leaves')
          const { state, before } = await disturbed(environment, digest, disturbances)
          const said = [state.reason?.code, ...noticedIn(state).map(({ code }) => code)]
          const entries = await openJournal(environment.store).entries(state.plan.release)
          expect(replay(entries)).toEqual(state)
          expect(state.verdict).toBeDefined()
          if (deedsOfOthers.length === 0) expect(state.verdict).not.toMatch(/unknown|blocked|rollback failed/)
          if (state.verdict === 'blocked') return
          const wanted = state.verdict === 'live' ? platformSettings(digest) : hasBefore ? old : before
          const isAsWanted = sorted(platform.settings) === sorted(wanted)
          const telling = ['configuration-moved', 'settings-not-restored', 'settings-not-applied', 'settings-other']
          expect(isAsWanted || deedsOfOthers.length > 0).toBe(true)
          if (!isAsWanted)
            expect(
              said.some((code) => telling.includes(code ?? '')),
              said.join(),
            ).toBe(true)
          if (state.verdict === 'live') expect(platform.serving?.digest).toBe(digest)
          if (state.verdict === 'rolled back') expect(platform.serving?.digest).toBe('good')
        },
      ),
      { numRuns: 150 },
    )
  },
)

function platformSettings(digest: string): Map<string, string> {
  return new Map([
    ['KICKAI_PROBE_TOKEN', 'value of env:PROBE'],
    ['VERSION', digest],
    ['KICKAI_SETTINGS', 'KICKAI_PROBE_TOKEN,VERSION'],
  ])
}

function sorted(settings: ReadonlyMap<string, string>): string {
  return JSON.stringify([...settings].sort())
}
