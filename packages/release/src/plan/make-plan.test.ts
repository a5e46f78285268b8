import { describe, expect, it } from 'vitest'
import { configuration } from '../simulation/simulated-release.ts'
import { changesOf, type Desired, makePlan, type Observed } from './make-plan.ts'
import { defaultPolicy } from './policy.ts'
import { plannedAfter, releaseId } from './release-id.ts'

const desired: Desired = {
  release: 'rel_new',
  kind: 'deploy',
  environment: 'testing',
  artifact: { kind: 'bundle', digest: 'sha256:new' },
  parts: [
    {
      service: 'web',
      configuration,
      settings: [
        { name: 'LEVEL', value: 'visible' },
        { name: 'TOKEN', secret: 'env:TOKEN' },
      ],
    },
  ],
  policy: defaultPolicy,
  plannedAt: 1,
}

const observed: Observed = {
  live: {
    release: 'rel_old',
    artifact: { kind: 'bundle', digest: 'sha256:old' },
    liveAt: 0,
    parts: [
      {
        service: 'web',
        deployment: 'd1',
        configuration: { ...configuration, overlapSeconds: 9 },
        settings: [
          { name: 'LEVEL', value: 'hidden' },
          { name: 'GONE', value: '1' },
        ],
      },
    ],
  },
  views: new Map(),
}

describe('a plan', () => {
  it('has nothing to go back to the first time', () => {
    expect(makePlan(desired, { views: new Map() }).parts[0]?.before).toBeUndefined()
  })

  it('fixes what it goes back to', () => {
    expect(makePlan(desired, observed).parts[0]?.before).toMatchObject({
      release: 'rel_old',
      deployment: 'd1',
      digest: 'sha256:old',
    })
  })

  it('runs a kept image again where the platform still has it, and sends the bytes where not', () => {
    const parts = desired.parts.map((part) => ({ ...part, restore: 'd0' }))
    const record = {
      id: 'd0',
      phase: 'without effect',
      status: 'REMOVED',
      createdAt: 0,
      restorable: true,
      stopped: false,
    } as const
    const source = (restorable: boolean) =>
      makePlan(
        { ...desired, parts },
        { ...observed, views: new Map([['web', { deployments: [{ ...record, restorable }], active: [] }]]) },
      ).parts[0]?.source
    expect(source(true)).toEqual({ how: 'restore', deployment: 'd0' })
    expect(source(false)).toEqual({ how: 'upload' })
  })

  it('names every change, and no value of a setting', () => {
    const changes = changesOf(makePlan(desired, observed))
    expect(changes).toEqual([
      { service: 'web', what: 'artifact', change: 'changed', from: 'sha256:old', to: 'sha256:new' },
      { service: 'web', what: 'setting GONE', change: 'removed' },
      { service: 'web', what: 'setting LEVEL', change: 'changed' },
      { service: 'web', what: 'setting TOKEN', change: 'added' },
      { service: 'web', what: 'configuration overlapSeconds', change: 'changed', from: '9', to: '0' },
    ])
  })

  it('of what already runs changes nothing', () => {
    const live = {
      release: 'rel_old',
      artifact: desired.artifact,
      liveAt: 0,
      parts: [{ service: 'web', deployment: 'd1', configuration, settings: desired.parts[0]?.settings ?? [] }],
    }
    expect(changesOf(makePlan(desired, { views: new Map(), live }))).toEqual([])
  })
})

describe('a release id', () => {
  it('sorts by time', () => {
    const times = [0, 1, 31, 32, 1_700_000_000_000, 1_700_000_000_001, 4_000_000_000_000]
    const ids = times.map((time) => releaseId(time, () => 0.5))
    expect(ids.toSorted()).toEqual(ids)
    expect(ids[0]).toMatch(/^rel_[0-9a-z]{16}$/)
  })

  it('sorts behind that of the release before, though the clock was set back or is another one', () => {
    const newest = { plan: { plannedAt: 1_700_000_000_000 } }
    const before = releaseId(newest.plan.plannedAt, () => 0.99)
    for (const now of [1_600_000_000_000, newest.plan.plannedAt, 1_700_000_000_001])
      expect(releaseId(plannedAfter(newest, now), () => 0) > before).toBe(true)
    expect(plannedAfter(undefined, 7)).toBe(7)
  })
})
