import { describe, expect, it } from 'vitest'
import { defaultPolicy } from '../plan/policy.ts'
import { configuration } from '../simulation/simulated-release.ts'
import { apply } from './apply.ts'
import { approvalUntil } from './approval.ts'
import type { Event, Happening } from './event.ts'
import { next } from './next.ts'
import { noticeOf } from './notice.ts'
import { initial, type ReleaseState } from './state.ts'

const waitMs = 3_600_000
const after = (state: ReleaseState, at: number, happening: Happening): ReleaseState =>
  apply(state, { at, ...happening })

function waiting(approvalMs?: number): ReleaseState {
  const events: Event[] = [
    { at: 1, kind: 'start' },
    { at: 2, kind: 'lease-taken', token: 1 },
    { at: 3, kind: 'inspected', findings: [] },
  ]
  const plan = {
    release: 'rel_1',
    kind: 'deploy',
    environment: 'production',
    artifact: { kind: 'bundle', digest: 'new' },
    parts: [{ service: 'web', configuration, settings: [], source: { how: 'upload' } }],
    policy: { ...defaultPolicy, approval: true, ...(approvalMs !== undefined && { approvalMs }) },
    plannedAt: 0,
  } as const
  return events.reduce(apply, initial(plan))
}

describe('a release that waits for a person', () => {
  it('gives its lease back, tells people once, and wants nothing more', () => {
    const state = waiting(waitMs)
    expect(state.state).toBe('awaiting approval')
    expect(next(state)).toEqual({ kind: 'return-lease' })
    const free = after(state, 4, { kind: 'lease-returned' })
    expect(next(free)).toEqual({ kind: 'notify', about: 'awaiting approval' })
    expect(noticeOf(free)).toMatchObject({ about: 'awaiting approval', until: 3 + waitMs })
    const told = after(free, 5, { kind: 'notified', about: 'awaiting approval' })
    expect(next(told)).toBeUndefined()
    expect(told.notified).toBe(false)
  })

  it('begins anew when it is approved: with a lease, a preflight, and no second question', () => {
    const approved = after(waiting(waitMs), 100, { kind: 'approved', by: 'ada' })
    expect(approved).toMatchObject({ state: 'leased', approval: { by: 'ada', at: 100 } })
    expect(next(approved)).toEqual({ kind: 'take-lease' })
    const leased = after(approved, 101, { kind: 'lease-taken', token: 2 })
    expect(next(leased)).toEqual({ kind: 'inspect' })
    expect(after(leased, 102, { kind: 'inspected', findings: [] }).state).toBe('configuring')
  })

  it('is blocked when it is rejected, or what was planned is no longer so', () => {
    expect(after(waiting(), 9, { kind: 'rejected', by: 'ada', reason: 'Not on a Friday.' })).toMatchObject({
      verdict: 'blocked',
      reason: { code: 'rejected', sentence: 'ada rejected it: Not on a Friday.' },
    })
    const stale = { code: 'plan-stale', sentence: 'It changed.' }
    expect(after(waiting(), 9, { kind: 'approved', by: 'ada', stale })).toMatchObject({
      verdict: 'blocked',
      reason: stale,
    })
  })

  it.each([
    ['a day unless told', undefined, 86_400_000, '24 hours'],
    ['the time set', waitMs, waitMs, '60 minutes'],
  ])('may be approved for %s, then it is blocked', (_name, approvalMs, lastsMs, words) => {
    const state = waiting(approvalMs)
    expect(approvalUntil(state)).toBe(3 + lastsMs)
    expect(after(state, 2 + lastsMs, { kind: 'approval-expired' })).toBe(state)
    for (const happening of [{ kind: 'approval-expired' }, { kind: 'approved', by: 'ada' }] as const)
      expect(after(state, 3 + lastsMs, happening)).toMatchObject({
        verdict: 'blocked',
        reason: { code: 'approval-expired', sentence: `Nobody approved it within ${words}.` },
      })
  })
})
