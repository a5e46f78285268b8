import { describe, expect, it } from 'vitest'
import { defaultPolicy } from '../plan/policy.ts'
import { judgeCheck } from './check.ts'

const expected = { deployment: 'd2', digest: 'sha256:2' }
const good = { status: 200, latencyMs: 1, deployment: 'd2', digest: 'sha256:2' }
const withoutId = { status: 200, latencyMs: 1 }
const attested = { ...defaultPolicy, identity: 'attested' as const }
const smoking = { ...defaultPolicy, smoke: [{ path: '/', status: 204 }] }

describe('a check', () => {
  it.each([
    ['the right deployment with the right bytes', defaultPolicy, true, good, [], 'good'],
    ['a service that computes no digest', defaultPolicy, true, { ...good, digest: undefined }, [], 'good'],
    [
      'the old deployment, which may still answer',
      defaultPolicy,
      true,
      { ...good, deployment: 'd1', digest: 'sha256:1' },
      [],
      'identity-other-deployment',
    ],
    [
      'other bytes under the right deployment',
      defaultPolicy,
      true,
      { ...good, digest: 'sha256:1' },
      [],
      'identity-other-digest',
    ],
    ['an unhealthy answer', defaultPolicy, true, { ...good, status: 500 }, [], 'unhealthy'],
    ['a redirect, which is no 200', defaultPolicy, true, { ...good, status: 301 }, [], 'unhealthy'],
    ['no answer', defaultPolicy, true, { latencyMs: 1, failure: 'refused' }, [], 'unhealthy'],
    ['nobody who says who it is, where proof is demanded', defaultPolicy, true, withoutId, [], 'identity-not-proven'],
    ['nobody who says who it is, where the platform attests', attested, true, withoutId, [], 'good'],
    ['nobody who says who it is, while the old one runs too', attested, false, withoutId, [], 'identity-not-attested'],
    ['a smoke check that fails', smoking, true, good, [{ status: 500, latencyMs: 1 }], 'smoke-failed'],
    ['a smoke check that passes', smoking, true, good, [{ status: 204, latencyMs: 1 }], 'good'],
  ] as const)('of %s', (_what, policy, alone, health, smoke, wanted) => {
    const { deployment, digest, status, ...rest } = { deployment: undefined, digest: undefined, ...health } as {
      deployment?: string
      digest?: string
      status?: number
      latencyMs: number
    }
    const answer = { ...rest, ...(deployment && { deployment }), ...(digest && { digest }), ...(status && { status }) }
    const outcome = judgeCheck(policy, expected, { health: answer, smoke, active: alone ? ['d2'] : ['d2', 'd1'] })
    expect('code' in outcome ? outcome.code : outcome.outcome).toBe(wanted)
  })
})
