import { defaultPolicy, type Entry } from '@kickai/release'
import { expect, test } from 'vitest'
import { figuresOf, type Measured, missedTargets } from './figures.ts'
import { splitOf } from './split.ts'

const policy = { ...defaultPolicy, checkEveryMs: 200, passes: 3, bakeMs: 300, prolongMs: 300 }

function entriesOf(measured: boolean): readonly Entry[] {
  return [
    { kind: 'plan', at: 1_300, plan: { policy } },
    { kind: 'observation', at: 1_400, event: { kind: 'inspected' }, led: { state: 'configuring' } },
    ...(measured ? [{ kind: 'observation', at: 1_900, event: { kind: 'measured' } }] : []),
    { kind: 'intent', at: 2_000, effect: { kind: 'upload' } },
    { kind: 'result', at: 2_050, event: { kind: 'deployment-created' } },
    { kind: 'observation', at: 2_250, event: { kind: 'deployment-seen' }, led: { state: 'verifying' } },
    { kind: 'observation', at: 2_700, event: { kind: 'checked' }, led: { state: 'baking' } },
    { kind: 'observation', at: 3_050, event: { kind: 'observed' }, led: { state: 'live' } },
  ] as unknown as Entry[]
}

test('the time of a release, split by its journal', () => {
  expect(splitOf({ calledAt: 1_000, endedAt: 3_150, entries: entriesOf(true), bootMs: 120 })).toEqual({
    build: 0.3,
    preflight: 0.1,
    measure: 0.5,
    configure: 0.1,
    upload: 0.05,
    start: 0.2,
    gates: 0.8,
    end: 0.1,
    total: 2.15,
    boot: 0.12,
    // 20 pauses of 20 ms, two between three checks, and what it was watched for.
    configuredWaits: 1.15,
    own: 0.88,
  })
  // Without a release before, nothing was measured and no pause was made for that.
  expect(splitOf({ calledAt: 1_000, endedAt: 3_150, entries: entriesOf(false), bootMs: 0 })).toMatchObject({
    measure: 0,
    configure: 0.6,
    configuredWaits: 0.75,
  })
  expect(() => splitOf({ calledAt: 0, endedAt: 1, entries: entriesOf(true).slice(0, -1), bootMs: 0 })).toThrow('live')
})

test('medians beside their targets', () => {
  const split = splitOf({ calledAt: 1_000, endedAt: 3_150, entries: entriesOf(true), bootMs: 120 })
  const good: Measured = {
    splits: [split, { ...split, own: 9 }, split],
    testSeconds: [0.2],
    unchangedSeconds: [0.4],
    bundle: { cold: [2, 4], cached: [1], bytes: 1_000_000 },
    image: { cold: [4], cached: [0.4], bytes: 140_000_000, baseBytes: 130_000_000 },
  }
  const figures = figuresOf(good)
  expect(figures).toMatchObject({
    releases: 3,
    commitToLive: { testSeconds: 0.2, ownSeconds: 0.88, totalSeconds: 2.15 },
    bundle: { coldSeconds: 3, cachedSeconds: 1, cachedShare: 0.33, kilobytes: 1_000 },
    image: { coldSeconds: 7, cachedSeconds: 1.4, cachedShare: 0.2, podmanColdSeconds: 4, withoutBaseKilobytes: 10_000 },
  })
  expect(missedTargets(figures)).toEqual([])
  const bad = figuresOf({
    ...good,
    splits: [{ ...split, own: 1.2 }],
    unchangedSeconds: [2],
    bundle: { cold: [1], cached: [0.6], bytes: 1 },
    image: { leftOut: 'no podman' },
  })
  expect(missedTargets(bad)).toHaveLength(3)
})
