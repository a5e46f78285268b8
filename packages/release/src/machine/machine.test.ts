import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makePlan } from '../plan/make-plan.ts'
import { defaultPolicy } from '../plan/policy.ts'
import { configuration } from '../simulation/simulated-release.ts'
import { apply } from './apply.ts'
import type { Event, Happening } from './event.ts'
import { next } from './next.ts'
import { initial, type ReleaseState } from './state.ts'

const { overlapMarginMs: marginMs = 0 } = defaultPolicy

const live = {
  release: 'rel_old',
  artifact: { kind: 'bundle', digest: 'old' },
  liveAt: 0,
  parts: ['web', 'worker'].map((service) => ({ service, deployment: `${service}-old`, configuration, settings: [] })),
} as const

function plan(withBefore: boolean) {
  const parts = ['web', 'worker'].map((service) => ({ service, configuration, settings: [] }))
  const desired = {
    release: 'rel_new',
    kind: 'deploy',
    environment: 'testing',
    artifact: { kind: 'bundle', digest: 'new' },
    parts,
    policy: defaultPolicy,
    plannedAt: 0,
  } as const
  return makePlan(desired, { views: new Map(), ...(withBefore && { live }) })
}

const answer = (deployment: string, status = 200, digest = 'new') => ({ status, latencyMs: 1, deployment, digest })

function fold(happenings: readonly Happening[], withBefore = true): ReleaseState {
  return happenings.reduce(
    (state, happening, index) => apply(state, { at: index, ...happening }),
    initial(plan(withBefore)),
  )
}

const throughFirstPart: Happening[] = [
  { kind: 'start' },
  { kind: 'lease-taken', token: 1 },
  { kind: 'inspected', findings: [], standings: [{ deployments: [] }, { deployments: [] }] },
  { kind: 'configured', part: 0, fingerprint: 'f' },
  { kind: 'deployment-created', part: 0, deployment: 'web-new' },
  { kind: 'deployment-seen', part: 0, deployment: 'web-new', phase: 'serving', status: 'SUCCESS' },
  ...Array.from({ length: 3 }, (): Happening => ({ kind: 'checked', part: 0, health: answer('web-new'), smoke: [] })),
]

describe('the release machine', () => {
  it('releases its parts in order', () => {
    const state = fold(throughFirstPart)
    expect(state.state).toBe('configuring')
    expect(next(state)).toMatchObject({ kind: 'configure', part: 1, side: 'new' })
  })

  it('checks what it brought back quickly once it answers well', () => {
    const bad: Happening = { kind: 'checked', part: 0, health: { latencyMs: 1, failure: 'refused' }, smoke: [] }
    const restored: Happening[] = [
      ...throughFirstPart.slice(0, 6),
      ...Array.from({ length: 3 }, () => ({ ...bad, health: answer('web-new', 500) })),
      { kind: 'configured', part: 0, fingerprint: 'f' },
      { kind: 'deployment-created', part: 0, deployment: 'web-back' },
      { kind: 'deployment-seen', part: 0, deployment: 'web-back', phase: 'serving', status: 'SUCCESS' },
    ]
    const good: Happening = { kind: 'checked', part: 0, health: answer('web-back', 200, 'old'), smoke: [] }
    const waits = [[bad], [good], [good, bad]].map((checks) => {
      const state = fold([...restored, ...checks])
      const effect = next(state)
      return effect?.kind === 'check' ? effect.notBefore - (state.lookedAt ?? 0) : undefined
    })
    expect(waits).toEqual([1_000, 250, 1_000])
  })

  it('takes every part that was switched back, last first, when a later one fails', () => {
    const state = fold([
      ...throughFirstPart,
      { kind: 'configured', part: 1, fingerprint: 'f' },
      { kind: 'deployment-created', part: 1, deployment: 'worker-new' },
      { kind: 'deployment-seen', part: 1, deployment: 'worker-new', phase: 'failed', status: 'FAILED' },
    ])
    expect(state.back).toEqual([
      { part: 1, step: 'configure' },
      { part: 1, step: 'check' },
      { part: 1, step: 'see-settings' },
      { part: 0, step: 'configure' },
      { part: 0, step: 'restore' },
      { part: 0, step: 'follow' },
      { part: 0, step: 'check' },
      { part: 0, step: 'see-settings' },
    ])
  })

  it('waits while the old deployment still answers, and counts good checks from zero again', () => {
    const checks: Happening[] = ['web-new', 'web-new', 'web-old', 'web-new', 'web-new'].map((deployment) => ({
      kind: 'checked',
      part: 0,
      health: answer(deployment, 200, deployment === 'web-old' ? 'old' : 'new'),
      smoke: [],
    }))
    const state = fold([...throughFirstPart.slice(0, 6), ...checks])
    expect(state).toMatchObject({ state: 'verifying', good: 2, bad: 0 })
  })

  it('goes back when the new deployment never answers within the time allowed', () => {
    const state = fold(throughFirstPart.slice(0, 6))
    const late = apply(state, {
      at: defaultPolicy.verifyMs + marginMs + 100,
      kind: 'checked',
      part: 0,
      health: answer('web-old', 200, 'old'),
      smoke: [],
    })
    expect(late).toMatchObject({ state: 'rolling back', reason: { code: 'identity-not-proven' } })
  })

  it('does not take a status it never saw for success, and bounds the wait', () => {
    const unknown = {
      kind: 'deployment-seen',
      part: 0,
      deployment: 'web-new',
      phase: 'unknown',
      status: 'DANCING',
    } as const
    const state = fold([...throughFirstPart.slice(0, 5), unknown])
    expect(state.state).toBe('deploying')
    expect(apply(state, { ...unknown, at: defaultPolicy.deployMs + 100 })).toMatchObject({
      state: 'rolling back',
      reason: { code: 'deployment-timeout' },
    })
  })

  it('goes back when the whole takes too long, in whatever state, counted anew by whoever carries it on', () => {
    const { releaseMs } = defaultPolicy
    const deploying = fold(throughFirstPart.slice(0, 5))
    const moving = {
      kind: 'deployment-seen',
      part: 0,
      deployment: 'web-new',
      phase: 'moving',
      status: 'QUEUED',
    } as const
    const resumed = apply(deploying, { at: releaseMs - 10, kind: 'lease-taken', token: 2 })
    const verifying = fold(throughFirstPart.slice(0, 6))
    const check = { kind: 'checked', part: 0, health: answer('web-new'), smoke: [] } as const
    const late = { state: 'rolling back', reason: { code: 'release-timeout' } }
    expect(apply(verifying, { at: releaseMs, ...check }).state).toBe('verifying')
    expect(apply(verifying, { at: releaseMs + 1, ...check })).toMatchObject(late)
    expect(apply(verifying, { at: releaseMs + 1, kind: 'lease-returned' }).state).toBe('verifying')
    expect(apply(resumed, { at: releaseMs + 20, ...moving }).state).toBe('deploying')
    expect(next(apply(deploying, { at: releaseMs - 1, kind: 'lease-taken', token: 2 }))).toMatchObject({
      until: releaseMs - 1 + defaultPolicy.deployMs,
    })
    const configuring = fold(throughFirstPart)
    expect(apply(configuring, { at: releaseMs + 1, kind: 'configured', part: 1, fingerprint: 'f' })).toMatchObject(late)
  })

  it('does not watch for ever a release that is never well often enough in a row', () => {
    const { bakeMs, prolongMs, verifyMs } = defaultPolicy
    const baking = fold([
      ...throughFirstPart,
      { kind: 'configured', part: 1, fingerprint: 'f' },
      { kind: 'deployment-created', part: 1, deployment: 'worker-new' },
      { kind: 'deployment-seen', part: 1, deployment: 'worker-new', phase: 'serving', status: 'SUCCESS' },
      ...Array.from(
        { length: 3 },
        (): Happening => ({ kind: 'checked', part: 1, health: answer('worker-new'), smoke: [] }),
      ),
    ])
    expect(baking.state).toBe('baking')
    const late = baking.enteredAt + bakeMs + prolongMs + verifyMs + marginMs
    const seen = { kind: 'observed', part: 0, health: answer('web-new', 500), smoke: [] } as const
    expect(apply(baking, { at: late - 1, ...seen }).state).toBe('baking')
    const good = { ...seen, health: answer('web-new'), traffic: { requests: 0, errors: 0 }, usage: { samples: [] } }
    expect(apply(baking, { at: late, ...good })).toMatchObject({ reason: { code: 'bake-timeout' } })
  })

  it('tries a step of going back again when it surely changed nothing, until the deadline', () => {
    const back = fold([
      ...throughFirstPart.slice(0, 5),
      { kind: 'deployment-seen', part: 0, deployment: 'web-new', phase: 'failed', status: 'FAILED' },
    ])
    const refused = {
      kind: 'effect-failed',
      effect: 'configure',
      code: 'refused',
      sentence: 'Refused.',
      acted: 'no',
    } as const
    const again = apply(back, { at: 1_000, ...refused })
    expect(next(again)).toMatchObject({ kind: 'configure', side: 'old', notBefore: 2_000 })
    expect(apply(again, { at: back.enteredAt + defaultPolicy.rollbackMs, ...refused }).verdict).toBe('rollback failed')
  })

  it('keeps a deployment that turns out to serve until the old one is back', () => {
    const moving = fold(throughFirstPart.slice(0, 5))
    const back = apply(moving, {
      at: defaultPolicy.deployMs + 10,
      kind: 'deployment-seen',
      part: 0,
      deployment: 'web-new',
      phase: 'moving',
      status: 'DEPLOYING',
    })
    const configured = apply(back, { at: back.enteredAt + 1, kind: 'configured', part: 0, fingerprint: 'f' })
    expect(next(configured)).toMatchObject({ kind: 'remove', deployment: 'web-new' })
    const refused = apply(configured, {
      at: back.enteredAt + 2,
      kind: 'removal-refused',
      part: 0,
      deployment: 'web-new',
    })
    expect(next(refused)).toMatchObject({ kind: 'restore', deployment: 'web-old' })
  })

  it('goes back over what was under way when the journal was lost, though nobody told what came of it', () => {
    const lost = { kind: 'journal-lost', sentence: 'The store can not be reached.' } as const
    const configuring = fold([...throughFirstPart, lost])
    expect(configuring.back.filter(({ part }) => part === 1)[0]).toEqual({ part: 1, step: 'configure' })
    const deploying = fold([...throughFirstPart, { kind: 'configured', part: 1, fingerprint: 'f' }, lost])
    expect(deploying.back.at(-1)).toEqual({ part: 1, step: 'seek' })
  })

  const health = fc.record({
    status: fc.constantFrom(200, 500, 503),
    latencyMs: fc.nat(100),
    deployment: fc.constantFrom('web-new', 'web-old', 'worker-new', 'worker-old', 'other'),
    digest: fc.constantFrom('new', 'old'),
  })
  const part = fc.constantFrom(0, 1)
  const deployment = fc.constantFrom('web-new', 'worker-new', 'back-1', 'back-2')
  const happening: fc.Arbitrary<Happening> = fc.oneof(
    fc.constantFrom<Happening>(
      { kind: 'start' },
      { kind: 'lease-taken', token: 1 },
      { kind: 'lease-refused', holder: 'ada' },
      { kind: 'lease-returned' },
      { kind: 'notified' },
      { kind: 'inspected', findings: [] },
    ),
    part.map((index): Happening => ({ kind: 'configured', part: index, fingerprint: 'f' })),
    fc
      .tuple(part, deployment)
      .map(([index, id]): Happening => ({ kind: 'deployment-created', part: index, deployment: id })),
    fc
      .tuple(part, deployment, fc.constantFrom('moving', 'serving', 'failed', 'without effect', 'blocked', 'unknown'))
      .map(
        ([index, id, phase]): Happening => ({
          kind: 'deployment-seen',
          part: index,
          deployment: id,
          phase,
          status: phase,
        }),
      ),
    fc.tuple(part, deployment).map(([index, id]): Happening => ({ kind: 'removed', part: index, deployment: id })),
    fc
      .tuple(part, health)
      .map(([index, seen]): Happening => ({ kind: 'checked', part: index, health: seen, smoke: [] })),
    fc
      .tuple(part, health)
      .map(([index, seen]): Happening => ({ kind: 'observed', part: index, health: seen, smoke: [] })),
    fc
      .constantFrom<'no' | 'unknown'>('no', 'unknown')
      .map((acted): Happening => ({ kind: 'effect-failed', effect: 'upload', code: 'c', sentence: 's', acted })),
  )
  const events = fc.array(fc.tuple(fc.nat(40_000), happening), { maxLength: 60 }).map((steps) => {
    let at = 0
    return steps.map(([later, each]): Event => {
      at += later
      return { at, ...each }
    })
  })

  it('whatever happens: an end is final, live needs bytes that proved themselves, and every state but a waiting one wants something', () => {
    fc.assert(
      fc.property(events, fc.boolean(), (happened, withBefore) => {
        let state = initial(plan(withBefore))
        let proven = false
        for (const event of happened) {
          const before = state
          state = apply(state, event)
          proven ||= event.kind === 'observed' && event.health?.status === 200 && event.health.digest === 'new'
          if (before.verdict !== undefined) expect(state.verdict).toBe(before.verdict)
          if (state.verdict === 'live') expect(proven).toBe(true)
          if (state.state === 'rolling back') expect(state.reason).toBeDefined()
          const waits = state.state === 'planned' || state.state === 'awaiting approval' || state.verdict !== undefined
          if (!waits) expect(next(state)).toBeDefined()
        }
      }),
      { numRuns: 2_000 },
    )
  })
})
