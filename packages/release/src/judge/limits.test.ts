import { describe, expect, it } from 'vitest'
import { defaultObjectives } from '../plan/policy.ts'
import { judgeLimits } from './limits.ts'

describe('absolute limits on users’ requests', () => {
  it.each([
    ['no figures', undefined, 'no-traffic-data'],
    ['no requests', { requests: 0, errors: 0 }, 'too-little-traffic'],
    ['too few, though all failed', { requests: 49, errors: 49 }, 'too-little-traffic'],
    ['one in a hundred', { requests: 100, errors: 1, p95Ms: 20 }, 'good'],
    ['more than one in a hundred', { requests: 100, errors: 2, p95Ms: 20 }, 'too-many-errors'],
    ['slow ones', { requests: 100, errors: 0, p95Ms: 2_001 }, 'too-slow'],
    ['figures that are no numbers', { requests: Number.NaN, errors: 1 }, 'no-traffic-data'],
  ])('%s', (_what, traffic, wanted) => {
    const outcome = judgeLimits(defaultObjectives, traffic)
    expect('code' in outcome ? outcome.code : outcome.outcome).toBe(wanted)
  })
})
