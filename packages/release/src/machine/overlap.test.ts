import { describe, expect, it } from 'vitest'
import { noProbes } from '../judge/watched.ts'
import { makePlan } from '../plan/make-plan.ts'
import { defaultPolicy, type Policy } from '../plan/policy.ts'
import { configuration } from '../simulation/simulated-release.ts'
import { apply } from './apply.ts'
import type { Answers, Happening } from './event.ts'
import { next } from './next.ts'
import { initial, type ReleaseState } from './state.ts'

const live = {
  release: 'rel_old',
  artifact: { kind: 'bundle', digest: 'old' },
  liveAt: 0,
  parts: [{ service: 'web', deployment: 'web-old', configuration, settings: [] }],
} as const

const overlapMs = 20_000
const { overlapMarginMs: marginMs = 0, verifyMs } = defaultPolicy
const afterAll = overlapMs + marginMs
const smoke = [{ path: '/new', status: 200 }]

/** A release over a web service whose configuration has them overlap, at the time when its deployment serves: 0. */
function serving(policy: Partial<Policy> = {}, named = true): ReleaseState {
  const desired = {
    release: 'rel_new',
    kind: 'deploy',
    environment: 'testing',
    artifact: { kind: 'bundle', digest: 'new' },
    parts: [
      { service: 'web', configuration: { ...configuration, overlapSeconds: overlapMs / 1000 }, settings: [], smoke },
    ],
    policy: { ...defaultPolicy, ...policy },
    plannedAt: 0,
  } as const
  const happenings: Happening[] = [
    { kind: 'start' },
    { kind: 'lease-taken', token: 1 },
    { kind: 'inspected', findings: [], standings: [{ deployments: ['web-older'] }] },
    { kind: 'measured', part: 0, measurement: { probes: noProbes, named } },
    { kind: 'configured', part: 0, fingerprint: 'f' },
    { kind: 'deployment-created', part: 0, deployment: 'web-new' },
    { kind: 'deployment-seen', part: 0, deployment: 'web-new', phase: 'serving', status: 'SUCCESS' },
  ]
  return happenings.reduce(
    (state, each) => apply(state, { at: 0, ...each }),
    initial(makePlan(desired, { views: new Map(), live })),
  )
}

const passing = { status: 200, latencyMs: 1 }
const saying = (deployment: string, status = 200): Answers => ({
  health: { status, latencyMs: 1, deployment, digest: deployment === 'web-new' ? 'new' : 'old' },
  smoke: [passing],
})
const good = saying('web-new')
const old = saying('web-old')
const nameless: Answers = { health: passing, smoke: [passing] }
const otherSmoke: Answers = { ...good, smoke: [{ status: 404, latencyMs: 1 }] }
const newOnesSmoke: Answers = { ...good, smoke: [{ status: 404, latencyMs: 1, deployment: 'web-new' }] }

/** Looks a second apart, the first of them a second after `from`. */
function looked(state: ReleaseState, looks: readonly Answers[], from = 0): ReleaseState {
  return looks.reduce((before, answers, index) => {
    const kind = before.state === 'baking' ? 'observed' : 'checked'
    return apply(before, { at: from + (index + 1) * 1000, kind, part: 0, ...answers })
  }, state)
}

const times = (count: number, look: Answers) => Array.from({ length: count }, () => look)
const baking = (state = serving()) => looked(state, times(3, good))
const figures = { traffic: { requests: 0, errors: 0 }, usage: { samples: [] } }

describe('the release before, while the platform lets both answer', () => {
  it.each<[string, Answers]>([
    ['says its name', old],
    ['is an older one that was there', saying('web-older')],
    ['fails, as it ends', saying('web-old', 503)],
    ['does not know a new path', otherSmoke],
  ])('is neither good nor bad where it %s', (_what, look) => {
    expect(looked(serving(), times(24, look))).toMatchObject({ state: 'verifying', good: 0, bad: 0 })
    const watched = looked(baking(), times(20, look), 3_000)
    expect(watched).toMatchObject({ state: 'baking', parts: [{ looks: { good: 0, bad: 0, all: 0, ill: 0 } }] })
    const { asked } = watched.parts[0]?.evidence?.probes ?? {}
    expect(asked).toBe(0)
  })

  it('that never said its name is waited for, and one that did is not taken for one that says none', () => {
    const byDigest = { ...nameless, health: { ...passing, digest: 'old' } }
    for (const look of [nameless, byDigest]) {
      expect(looked(serving({}, false), times(24, look)).state).toBe('verifying')
      expect(looked(serving(), times(3, look)).state).toBe('rolling back')
    }
    const attested = serving({ identity: 'attested' }, false)
    const both = { ...nameless, active: ['web-new', 'web-old'] }
    expect(looked(baking(attested), times(20, both), 3_000).state).toBe('baking')
    expect(looked(baking(attested), times(3, both), afterAll).state).toBe('rolling back')
  })

  it('may go on for the overlap and its margin, and counts from then on as ever', () => {
    expect(looked(serving(), [old], verifyMs + afterAll - 1_001).state).toBe('verifying')
    expect(looked(serving(), [old], verifyMs + afterAll - 1_000).state).toBe('rolling back')
    expect(looked(baking(), times(4, old), afterAll - 3_000).state).toBe('baking')
    expect(looked(baking(), times(5, old), afterAll - 3_000).reason?.code).toBe('identity-other-deployment')
  })

  it('was asked in time where its answer took long', () => {
    const late = { ...old, health: { ...old.health, latencyMs: 4_000, answeredAt: afterAll + 2_000 } } as Answers
    expect(looked(baking(), times(3, late), afterAll + 1_000).state).toBe('baking')
  })

  it('does not make what the new one does wrong less', () => {
    const bad = saying('web-new', 500)
    expect(looked(serving(), [bad, old, bad, old, bad]).reason?.code).toBe('unhealthy')
    expect(looked(baking(), [bad, old, bad, old, bad], 3_000).reason?.code).toBe('unhealthy')
    expect(looked(baking(), times(3, newOnesSmoke), 3_000).reason?.code).toBe('smoke-failed')
  })

  it('has to be gone before the new one is live, however short it is watched', () => {
    const short = baking(serving({ bakeMs: 0, prolongMs: 0 }))
    const watched = looked(short, times(16, { ...good, ...figures }), 3_000)
    expect(watched.state).toBe('baking')
    expect(looked(watched, [{ ...good, ...figures }], 19_000)).toMatchObject({ verdict: 'live' })
  })

  it('is no one else: a deployment that nobody knows is waited for by nobody', () => {
    expect(looked(baking(), times(3, saying('somebody')), 3_000).state).toBe('rolling back')
  })

  it('gives going back the time of the overlap too', () => {
    const back = looked(serving(), times(3, saying('web-new', 500)))
    const deadline = 3_000 + defaultPolicy.rollbackMs + overlapMs
    const steps = [
      { kind: 'configured', part: 0, fingerprint: 'f' },
      { kind: 'deployment-created', part: 0, deployment: 'web-back' },
      { kind: 'deployment-seen', part: 0, deployment: 'web-back', phase: 'serving', status: 'SUCCESS' },
    ] as const
    const restored = steps.reduce((state, each) => apply(state, { at: 4_000, ...each }), back)
    const seen = { kind: 'checked', part: 0, ...good } as const
    expect(next(restored)).toMatchObject({ kind: 'check' })
    expect(apply(restored, { at: deadline - 1, ...seen }).verdict).toBeUndefined()
    expect(apply(restored, { at: deadline, ...seen }).verdict).toBe('rollback failed')
  })

  it('is not known of by plans of versions that had no margin: they go on as they were begun', () => {
    const { overlapMarginMs: _margin, ...earlier } = defaultPolicy
    const before = serving()
    const state = { ...before, plan: { ...before.plan, policy: earlier } }
    expect(looked(baking(state), times(3, old), 3_000).state).toBe('rolling back')
    expect(looked(state, [old], verifyMs - 1_000).state).toBe('rolling back')
  })
})
