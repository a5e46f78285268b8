import { describe, expect, it } from 'vitest'
import type { Hook, Hooks } from '../plan/hook.ts'
import { defaultPolicy } from '../plan/policy.ts'
import { configuration } from '../simulation/simulated-release.ts'
import { apply } from './apply.ts'
import type { Happening } from './event.ts'
import { next } from './next.ts'
import { noticeOf } from './notice.ts'
import { initial, type ReleaseState } from './state.ts'

const hook = (command: string): Hook => ({ command, limitMs: 2_000, variables: [] })
const hooks: Hooks = {
  before: [hook('backup'), hook('announce')],
  afterLive: [hook('purge')],
  afterRollback: [hook('reopen')],
}

function fold(happenings: readonly Happening[], planned: Hooks = hooks): ReleaseState {
  return happenings.reduce(
    (state, happening, at) => apply(state, { at, ...happening }),
    initial({
      release: 'rel_1',
      kind: 'deploy',
      environment: 'testing',
      artifact: { kind: 'bundle', digest: 'new' },
      parts: [{ service: 'web', configuration, settings: [], source: { how: 'upload' } }],
      policy: { ...defaultPolicy, passes: 1, bakeMs: 0 },
      plannedAt: 0,
      hooks: planned,
    }),
  )
}

const ended = (
  time: 'before' | 'afterLive' | 'afterRollback',
  index = 0,
  outcome: 'done' | 'failed' | 'too slow' = 'done',
) => ({ kind: 'hook-ended', time, index, outcome, how: outcome === 'done' ? 'code 0' : 'code 3', tookMs: 1 }) as const
const inspected: Happening[] = [
  { kind: 'start' },
  { kind: 'lease-taken', token: 1 },
  { kind: 'inspected', findings: [] },
]
const answer = { health: { status: 200, latencyMs: 1, deployment: 'd', digest: 'new' }, smoke: [] }
const seen = (phase: 'serving' | 'failed') =>
  ({ kind: 'deployment-seen', part: 0, deployment: 'd', phase, status: phase }) as const
const deployed: Happening[] = [
  ...inspected,
  ended('before'),
  ended('before', 1),
  { kind: 'configured', part: 0, fingerprint: 'f' },
  { kind: 'deployment-created', part: 0, deployment: 'd' },
]
const live: Happening[] = [
  ...deployed,
  seen('serving'),
  { kind: 'checked', part: 0, ...answer },
  { kind: 'observed', part: 0, ...answer, traffic: { requests: 0, errors: 0 } },
]
const failed: Happening[] = [...deployed, seen('failed'), { kind: 'removed', part: 0, deployment: 'd' }]

describe('hooks before a release', () => {
  it('run one after another once preflight holds, and only then anything changes', () => {
    expect(next(fold(inspected))).toEqual({ kind: 'run-hook', time: 'before', index: 0 })
    const one = fold([...inspected, ended('before')])
    expect(next(one)).toEqual({ kind: 'run-hook', time: 'before', index: 1 })
    expect(one.state).toBe('preflight')
    expect(fold([...inspected, ended('before'), ended('before', 1)]).state).toBe('configuring')
  })

  it.each([
    ['failed', 'hook-failed', 'The hook before the release (backup) ended with code 3.'],
    ['too slow', 'hook-too-slow', 'The hook before the release (backup) had not ended after 2 s and was ended.'],
  ] as const)('that %s block it, and nothing runs afterwards', (outcome, code, sentence) => {
    const state = fold([...inspected, ended('before', 0, outcome)])
    expect(state).toMatchObject({ verdict: 'blocked', reason: { code, sentence } })
    expect(next(state)).toEqual({ kind: 'return-lease' })
  })

  it('run again only after another preflight where another process takes over', () => {
    const taken = fold([...inspected, ended('before'), { kind: 'lease-taken', token: 2 }])
    expect(next(taken)).toEqual({ kind: 'inspect' })
    expect(next(apply(taken, { at: 9, kind: 'inspected', findings: [] }))).toEqual({
      kind: 'run-hook',
      time: 'before',
      index: 1,
    })
  })

  it('do not move on for an end that does not belong there', () => {
    expect(fold([...inspected, ended('before', 1)]).hooks).toEqual([])
    expect(fold([...inspected, ended('afterLive')]).hooks).toEqual([])
  })
})

describe('hooks after a release', () => {
  it('run after it went live, under its lease, and before people are told', () => {
    const state = fold(live)
    expect(state.verdict).toBe('live')
    expect(next(state)).toEqual({ kind: 'run-hook', time: 'afterLive', index: 0 })
    expect(next(fold([...live, ended('afterLive')]))).toEqual({ kind: 'return-lease' })
  })

  it('change no verdict when they fail, and it is told', () => {
    const state = fold([...live, ended('afterLive', 0, 'failed'), { kind: 'lease-returned' }])
    expect(state.verdict).toBe('live')
    expect(next(state)).toEqual({ kind: 'notify' })
    expect(noticeOf(state)).toMatchObject({
      about: 'live',
      urgency: 'normal',
      remarks: expect.arrayContaining(['The hook after going live (purge) ended with code 3.']),
    })
  })

  it('are those after a rollback at every other end once changes had begun', () => {
    const state = fold(failed)
    expect(state.verdict).toBe('failed')
    expect(next(state)).toEqual({ kind: 'run-hook', time: 'afterRollback', index: 0 })
    expect(next(fold([...failed, ended('afterRollback')]))).toEqual({ kind: 'return-lease' })
  })
})
