import { describe, expect, it } from 'vitest'
import type { Attestation } from './attestation.ts'
import { type Demand, judgeCheck } from './check.ts'

const expected = { deployment: 'd2', digest: 'sha256:2' }
const good = { status: 200, latencyMs: 1, deployment: 'd2', digest: 'sha256:2' }
const withoutId = { status: 200, latencyMs: 1 }
const proven: Demand = { kind: 'web', identity: 'proven', settings: 'where-echoed', smoke: [] }
const attested: Demand = { ...proven, identity: 'attested' }
const demanding: Demand = { ...proven, settings: 'demanded' }
const smoking: Demand = { ...proven, smoke: [{ path: '/', status: 204 }] }

describe('a check', () => {
  it.each([
    ['the right deployment with the right bytes', proven, true, good, [], 'good'],
    ['a service that computes no digest', proven, true, { ...good, digest: undefined }, [], 'good'],
    [
      'the old deployment, which may still answer',
      proven,
      true,
      { ...good, deployment: 'd1', digest: 'sha256:1' },
      [],
      'identity-other-deployment',
    ],
    [
      'other bytes under the right deployment',
      proven,
      true,
      { ...good, digest: 'sha256:1' },
      [],
      'identity-other-digest',
    ],
    ['an unhealthy answer', proven, true, { ...good, status: 500 }, [], 'unhealthy'],
    ['a redirect, which is no 200', proven, true, { ...good, status: 301 }, [], 'unhealthy'],
    ['no answer', proven, true, { latencyMs: 1, failure: 'refused' }, [], 'unhealthy'],
    ['nobody who says who it is, where proof is demanded', proven, true, withoutId, [], 'identity-not-proven'],
    ['nobody who says who it is, where the platform attests', attested, true, withoutId, [], 'good'],
    ['nobody who says who it is, while the old one runs too', attested, false, withoutId, [], 'identity-not-attested'],
    ['a smoke check that fails', smoking, true, good, [{ status: 500, latencyMs: 1 }], 'smoke-failed'],
    ['a smoke check that passes', smoking, true, good, [{ status: 204, latencyMs: 1 }], 'good'],
  ] as const)('of %s', (_what, demand, alone, health, smoke, wanted) => {
    const { deployment, digest, status, ...rest } = { deployment: undefined, digest: undefined, ...health } as {
      deployment?: string
      digest?: string
      status?: number
      latencyMs: number
    }
    const answer = { ...rest, ...(deployment && { deployment }), ...(digest && { digest }), ...(status && { status }) }
    const outcome = judgeCheck(demand, expected, { health: answer, smoke, active: alone ? ['d2'] : ['d2', 'd1'] })
    expect('code' in outcome ? outcome.code : outcome.outcome).toBe(wanted)
  })

  it.each([
    [proven, 'same', 'good'],
    [proven, 'none', 'good'],
    [proven, undefined, 'good'],
    [proven, 'other', 'settings-other'],
    [demanding, 'same', 'good'],
    [demanding, 'none', 'settings-not-proven'],
    [demanding, undefined, 'settings-not-proven'],
  ] as const)('of settings, demanded as in %o, that are %s', (demand, settings, wanted) => {
    const outcome = judgeCheck(demand, expected, { health: good, smoke: [], ...(settings && { settings }) })
    expect('code' in outcome ? outcome.code : outcome.outcome).toBe(wanted)
  })
})

const running: Attestation = { phase: 'serving', status: 'SUCCESS', alone: true, restarting: false, stopped: false }

describe('a look at what nobody can ask', () => {
  it.each([
    ['a worker that runs alone', 'worker', running, 'good'],
    ['a worker beside another deployment', 'worker', { ...running, alone: false }, 'identity-not-attested'],
    ['a worker that is being started again', 'worker', { ...running, restarting: true }, 'restarting'],
    ['a worker that has ended', 'worker', { ...running, stopped: true, alone: false }, 'stopped'],
    ['a worker that crashed', 'worker', { ...running, phase: 'failed', status: 'CRASHED' }, 'deployment-crashed'],
    ['a worker that somebody removed', 'worker', { ...running, phase: 'without effect' }, 'deployment-crashed'],
    [
      'a status that nobody knows',
      'worker',
      { ...running, phase: 'unknown', status: 'DANCING' },
      'identity-not-attested',
    ],
    ['a schedule that is in force, and rests', 'cron', { ...running, stopped: true, restarting: true }, 'good'],
    ['a schedule whose runs ended well', 'cron', { ...running, executions: { done: 2, failed: 0 } }, 'good'],
    [
      'a schedule of which one run failed',
      'cron',
      { ...running, executions: { done: 2, failed: 1 } },
      'execution-failed',
    ],
    ['a schedule of another deployment', 'cron', { ...running, alone: false }, 'identity-not-attested'],
    ['a platform that could not be asked', 'worker', undefined, 'platform-not-seen'],
  ] as const)('%s', (_what, kind, record, wanted) => {
    const demand: Demand = { kind, identity: 'proven', settings: 'where-echoed', smoke: [] }
    const outcome = judgeCheck(demand, expected, { smoke: [], ...(record && { record }) })
    expect('code' in outcome ? outcome.code : outcome.outcome).toBe(wanted)
  })
})
