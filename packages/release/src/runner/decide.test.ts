import type { Store } from '@kickai/store'
import { describe, expect, it } from 'vitest'
import { currentOf } from '../journal/current.ts'
import { openJournal, replay } from '../journal/journal.ts'
import type { ReleaseState } from '../machine/state.ts'
import type { Notifier } from '../ports/notifier.ts'
import { configuration, SimulatedEnvironment } from '../simulation/simulated-release.ts'
import { failingStore } from '../testing/failing-store.ts'
import { decide } from './decide.ts'
import { run } from './run.ts'

const policy = { approval: true, passes: 1, bakeMs: 1_000 }
const approved = { kind: 'approved', by: 'ada' } as const

async function waiting(change: Parameters<SimulatedEnvironment['begin']>[1] = {}) {
  const environment = await SimulatedEnvironment.open()
  await environment.release('old', { policy: { ...policy, approval: false } })
  const state = await environment.release('new', { policy, ...change })
  expect(state).toMatchObject({ state: 'awaiting approval', leaseHeld: false, askedFor: true })
  const { release } = state.plan
  return { environment, release, approve: () => decide(release, approved, environment.ports) }
}

describe('a release that waits for a person', () => {
  it('tells people, keeps nobody else out, and goes live when it is approved', async () => {
    const { environment, release, approve } = await waiting()
    expect(environment.notices).toEqual(['live', 'awaiting approval'])
    await approve()
    const state = await run(release, environment.ports)
    expect(state).toMatchObject({ verdict: 'live', approval: { by: 'ada' } })
    expect(environment.notices).toEqual(['live', 'awaiting approval', 'live'])
    expect(replay(await openJournal(environment.store).entries(release))).toEqual(state)
  })

  it('is decided once', async () => {
    const { environment, release, approve } = await waiting()
    const both = await Promise.allSettled([approve(), decide(release, { ...approved, by: 'grace' }, environment.ports)])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    await expect(approve()).rejects.toMatchObject({ code: 'not-awaiting' })
  })

  it.each([
    [
      'another release has gone live',
      async (environment: SimulatedEnvironment) => {
        await environment.release('other', { policy: { ...policy, approval: false } })
      },
      'Another release has gone live',
    ],
    [
      'somebody changed a setting on the platform',
      async ({ platform }: SimulatedEnvironment) => {
        const service = { environment: 'testing', service: 'web' }
        await platform.configure(service, configuration, new Map([['ADDED', 'by hand']]))
      },
      'The settings that web has on the platform have changed',
    ],
  ] as const)('is blocked after its approval when %s meanwhile', async (_name, meddle, sentence) => {
    const { environment, release, approve } = await waiting()
    await meddle(environment)
    const changes = environment.platform.changes.length
    await approve()
    const state = await run(release, environment.ports)
    expect(state).toMatchObject({ verdict: 'blocked', reason: { code: 'plan-stale' } })
    expect(state.reason?.sentence).toContain(sentence)
    expect(environment.platform.changes).toHaveLength(changes)
  })

  it('is blocked after its approval when a secret has another value', async () => {
    const { environment, release, approve } = await waiting({ settings: [{ name: 'TOKEN', secret: 'env:TOKEN' }] })
    await approve()
    const secrets = { resolve: async () => 'rotated' }
    const state = await run(release, { ...environment.ports, secrets })
    expect(state.reason).toMatchObject({ code: 'plan-stale', sentence: expect.stringContaining('Secrets that web') })
  })
})

describe('whoever can not be told', () => {
  it('is recorded, and changes no verdict', async () => {
    const environment = await SimulatedEnvironment.open()
    const plan = await environment.begin('new', { policy: { ...policy, approval: false } })
    const undelivered = [{ to: 'slack (env:URL)', sentence: 'It answered 500.' }]
    const state = await run(plan.release, { ...environment.ports, notifier: { notify: async () => undelivered } })
    expect(state).toMatchObject({ verdict: 'live', notified: true, undelivered })
  })
})

it('people are told how a release ended although the store takes nothing any more, and again by whoever resumes', async () => {
  const environment = await SimulatedEnvironment.open([{ digest: 'bad', failsAfterMs: 1_000 }])
  const usual = { policy: { ...policy, approval: false } }
  await environment.release('old', usual)
  const plan = await environment.begin('bad', usual)
  const { store, fail } = failingStore(environment.store)
  const onProgress = ({ verdict }: ReleaseState) => verdict !== undefined && fail('store-unreachable')
  const broken = run(plan.release, { ...environment.ports, store }, { onProgress })
  await expect(broken).rejects.toMatchObject({ code: 'lease-not-returned' })
  expect(environment.notices).toEqual(['live', 'rolled back'])
  expect(await run(plan.release, environment.ports)).toMatchObject({ verdict: 'rolled back', notified: true })
  expect(environment.notices).toEqual(['live', 'rolled back', 'rolled back'])
})

describe('a promotion', () => {
  const rules = [
    { rule: 'held-time', outcome: 'broken', sentence: 'It is live for 2 s.', notBefore: 9 },
    { rule: 'objectives', outcome: 'inconclusive', sentence: 'No figures.' },
  ] as const
  const promotion = { from: 'staging', release: 'rel_0', rules }

  it('whose rules do not hold is blocked, and inconclusive is settled by the policy', async () => {
    const environment = await SimulatedEnvironment.open()
    const blocked = await environment.release('new', { promotion })
    expect(blocked).toMatchObject({ verdict: 'blocked', reason: { code: 'promotion-held-time' } })
    const inconclusive = { promotion: { ...promotion, rules: [rules[1]] } }
    expect((await environment.release('new', inconclusive)).reason?.code).toBe('promotion-objectives')
    const passed = await environment.release('new', {
      ...inconclusive,
      policy: { ...policy, approval: false, inconclusive: 'pass' },
    })
    expect(passed).toMatchObject({ verdict: 'live', findings: [{ severity: 'notice', code: 'promotion-objectives' }] })
  })

  it('into an environment whose error budget nobody knows goes as that environment says, with its own way out', async () => {
    const environment = await SimulatedEnvironment.open()
    const unknown = { rule: 'error-budget', outcome: 'inconclusive', sentence: 'Nobody watched.' } as const
    const release = async (inconclusive: 'fail' | 'pass') => {
      const budget = { ...unknown, environment: 'testing', inconclusive }
      return await environment.release(inconclusive, {
        promotion: { ...promotion, rules: [budget] },
        policy: { ...policy, approval: false },
      })
    }
    const wayOut = expect.stringContaining('kickai monitor testing')
    expect(await release('fail')).toMatchObject({ verdict: 'blocked', findings: [{ severity: 'problem', wayOut }] })
    expect(await release('pass')).toMatchObject({ verdict: 'live', findings: [{ severity: 'notice', wayOut }] })
  })

  it('that somebody overrides goes on, and says so', async () => {
    const environment = await SimulatedEnvironment.open()
    const override = { by: 'ada', reason: 'Urgent.', rules: ['held-time', 'objectives'] as const }
    const state = await environment.release('new', {
      promotion: { ...promotion, override },
      policy: { ...policy, approval: false },
    })
    expect(state.verdict).toBe('live')
    expect(state.findings.map(({ severity, sentence }) => [severity, sentence.includes('ada overrides it')])).toEqual([
      ['notice', true],
      ['notice', true],
    ])
  })
})

it('what was approved after another release had been taken back runs by its own deployment', async () => {
  const environment = await SimulatedEnvironment.open([{ digest: 'bad', failsAfterMs: 1_000 }])
  const usual = { policy: { ...policy, approval: false } }
  await environment.release('old', usual)
  const waits = await environment.release('new', { policy })
  expect((await environment.release('bad', usual)).verdict).toBe('rolled back')
  await decide(waits.plan.release, approved, environment.ports)
  expect((await run(waits.plan.release, environment.ports)).verdict).toBe('live')
  const { live } = await currentOf(openJournal(environment.store), 'testing')
  expect(live?.artifact.digest).toBe('new')
  expect(live?.parts[0]?.deployment).toBe(environment.platform.serving?.id)
})

it('a decision that cannot be journaled is told by the store, in its own words', async () => {
  const { environment, release } = await waiting()
  const { store, fail } = failingStore(environment.store)
  const failing: Store = {
    ...store,
    list: async (collection, query) => {
      const found = await store.list(collection, query)
      fail('store-unreachable')
      return found
    },
  }
  await expect(decide(release, approved, { ...environment.ports, store: failing })).rejects.toMatchObject({
    code: 'store-unreachable',
  })
})

it('people who could not be told because the command was asked to stop are told by whoever resumes', async () => {
  const environment = await SimulatedEnvironment.open()
  const plan = await environment.begin('one', { policy: { ...policy, approval: false } })
  const stop = new AbortController()
  const notifier: Notifier = {
    notify: async () => {
      stop.abort()
      return [{ to: 'slack', sentence: 'We were asked to stop.' }]
    },
  }
  const left = await run(plan.release, { ...environment.ports, notifier }, { signal: stop.signal })
  expect(left).toMatchObject({ verdict: 'live', notified: false })
  expect(await run(plan.release, environment.ports)).toMatchObject({ notified: true, undelivered: [] })
  expect(environment.notices).toEqual(['live'])
})
