import { describe, expect, it } from 'vitest'
import { currentOf } from '../journal/current.ts'
import { openJournal, replay } from '../journal/journal.ts'
import { SimulatedEnvironment } from '../simulation/simulated-release.ts'
import { run } from './run.ts'

describe('a release', () => {
  it('goes live through every state, in order, and tells so', async () => {
    const environment = await SimulatedEnvironment.open()
    const state = await environment.release('one')
    expect(state.verdict).toBe('live')
    expect(Object.keys(state.times)).toEqual([
      'planned',
      'leased',
      'preflight',
      'configuring',
      'deploying',
      'verifying',
      'baking',
      'live',
    ])
    expect(environment.platform.serving?.digest).toBe('one')
    expect(environment.notices).toEqual(['live'])
    expect((state.times.live ?? 0) - (state.times.baking ?? 0)).toBeGreaterThanOrEqual(30_000)
  })

  it('leaves a journal that replays to the same state, every change preceded by its intent', async () => {
    const environment = await SimulatedEnvironment.open()
    const state = await environment.release('one')
    const entries = await openJournal(environment.store).entries(state.plan.release)
    expect(replay(entries)).toEqual(state)
    expect(entries.map((entry) => entry.sequence)).toEqual(entries.map((_, index) => index))
    const changed = entries.flatMap((entry, index) =>
      entry.kind === 'result' && ['configured', 'deployment-created'].includes(entry.event.kind)
        ? [entries[index - 1]?.kind]
        : [],
    )
    expect(changed).toEqual(['intent', 'intent'])
  })

  it('that never starts ends as failed; the old one never stopped serving and has its settings again', async () => {
    const environment = await SimulatedEnvironment.open([{ digest: 'bad', starts: false }])
    await environment.release('good')
    const old = environment.platform.serving
    const state = await environment.release('bad')
    expect(state.verdict).toBe('failed')
    expect(state.reason?.code).toBe('deployment-failed')
    expect(environment.platform.serving).toEqual(old)
    expect(environment.platform.settings.get('VERSION')).toBe('good')
  })

  it('that turns bad after the switch is rolled back to the last live one, proven', async () => {
    const environment = await SimulatedEnvironment.open([{ digest: 'bad', failsAfterMs: 10_000 }])
    await environment.release('good')
    const state = await environment.release('bad')
    expect(state.verdict).toBe('rolled back')
    expect(environment.platform.serving?.digest).toBe('good')
    expect(environment.notices).toEqual(['live', 'rolled back'])
    const { live } = await currentOf(openJournal(environment.store), 'testing')
    expect(live?.parts[0]?.deployment).toBe(environment.platform.serving?.id)
  })

  it('under whose name other bytes run is never live', async () => {
    const environment = await SimulatedEnvironment.open([{ digest: 'new', saysDigest: 'good' }])
    await environment.release('good')
    const state = await environment.release('new')
    expect(state.verdict).toBe('rolled back')
    expect(state.reason?.code).toBe('identity-other-digest')
  })

  it('that is the first and fails is taken away: nothing serves', async () => {
    const environment = await SimulatedEnvironment.open([{ digest: 'bad', failsAfterMs: 0 }])
    const state = await environment.release('bad')
    expect(state.verdict).toBe('failed')
    expect(environment.platform.serving).toBeUndefined()
  })

  it('is blocked by a problem of preflight, before anything changes', async () => {
    const environment = await SimulatedEnvironment.open()
    environment.platform.findings = [
      { code: 'staged-changes', severity: 'problem', sentence: 'Somebody staged changes.', wayOut: 'Apply them.' },
    ]
    const state = await environment.release('one')
    expect(state.verdict).toBe('blocked')
    expect(state.reason?.code).toBe('staged-changes')
    expect(environment.platform.changes).toEqual([])
  })

  it('is blocked by a secret that has no value', async () => {
    const environment = await SimulatedEnvironment.open()
    const state = await environment.release('one', { settings: [{ name: 'TOKEN', secret: 'env:MISSING' }] })
    expect(state.reason?.code).toBe('secret-missing')
    expect(environment.platform.changes).toEqual([])
  })

  it('is rolled back when users get errors although the probes are fine', async () => {
    const environment = await SimulatedEnvironment.open()
    await environment.release('good')
    environment.platform.trafficCount = { requests: 1000, errors: 25 }
    const state = await environment.release('new')
    expect(state.verdict).toBe('rolled back')
    expect(state.reason?.code).toBe('too-many-errors')
  })

  it('goes back cold, from the artifact, when the image is gone', async () => {
    const environment = await SimulatedEnvironment.open([{ digest: 'bad', failsAfterMs: 5_000 }])
    await environment.release('good')
    environment.platform.forgetImage('deployment-1')
    const state = await environment.release('bad')
    expect(state.verdict).toBe('rolled back')
    expect(environment.platform.serving?.digest).toBe('good')
    expect(environment.platform.changes.filter((change) => change === 'upload')).toHaveLength(3)
  })

  it('ends as rollback failed, with an alert, when the old one can not be brought back in time', async () => {
    const environment = await SimulatedEnvironment.open([
      { digest: 'good', failsAfterMs: 60_000 },
      { digest: 'bad', failsAfterMs: 5_000 },
    ])
    await environment.release('good')
    environment.platform.troubles.set('restore', Array(4).fill('vanished'))
    const state = await environment.release('bad')
    expect(state.verdict).toBe('rollback failed')
    expect(environment.notices.at(-1)).toBe('rollback failed')
  })
})

describe('a lost answer', () => {
  it('to an upload is resolved by looking: one deployment, live', async () => {
    const environment = await SimulatedEnvironment.open()
    environment.platform.troubles.set('upload', ['lost'])
    const state = await environment.release('one')
    expect(state.verdict).toBe('live')
    expect(environment.platform.deploymentCount).toBe(1)
  })

  it('to an upload that left no trace is never repeated: the verdict is unknown and the old one serves', async () => {
    const environment = await SimulatedEnvironment.open()
    await environment.release('good')
    environment.platform.troubles.set('upload', ['vanished'])
    const state = await environment.release('new')
    expect(state.verdict).toBe('unknown')
    expect(environment.platform.changes.filter((change) => change === 'upload')).toHaveLength(1)
    expect(environment.platform.serving?.digest).toBe('good')
  })

  it('to a rollback is resolved by the image of what appeared', async () => {
    const environment = await SimulatedEnvironment.open([{ digest: 'bad', failsAfterMs: 5_000 }])
    await environment.release('good')
    environment.platform.troubles.set('restore', ['lost'])
    const state = await environment.release('bad')
    expect(state.verdict).toBe('rolled back')
    expect(environment.platform.deploymentCount).toBe(3)
  })
})

describe('a change that the platform puts off', () => {
  it('is sent again after the time that was asked for', async () => {
    const environment = await SimulatedEnvironment.open()
    environment.platform.troubles.set('upload', ['put off', 'put off'])
    const state = await environment.release('one')
    expect(state.verdict).toBe('live')
    expect(environment.platform.deploymentCount).toBe(1)
  })

  it('more often than a client would ask is waited out all the same', async () => {
    const environment = await SimulatedEnvironment.open()
    environment.platform.troubles.set('configure', Array(12).fill('put off'))
    expect((await environment.release('one')).verdict).toBe('live')
  })

  it('again and again is waited for as long as the state may take', async () => {
    const environment = await SimulatedEnvironment.open()
    environment.platform.troubles.set('upload', Array(400).fill('put off'))
    const state = await environment.release('one')
    expect(state.verdict).toBe('failed')
    expect(state.reason?.code).toBe('later')
    expect(environment.platform.deploymentCount).toBe(0)
  })
})

describe('a rollback asked for by a person', () => {
  it('is a release of the kept image', async () => {
    const environment = await SimulatedEnvironment.open()
    await environment.release('one')
    await environment.release('two')
    const state = await environment.release('one', { kind: 'rollback', restore: 'deployment-1', policy: { bakeMs: 0 } })
    expect(state.verdict).toBe('live')
    expect(environment.platform.serving?.digest).toBe('one')
    expect(environment.platform.changes.filter((change) => change === 'restore')).toHaveLength(1)
  })
})

describe('an interrupted release', () => {
  it('that was aborted between two effects is finished by resume', async () => {
    const environment = await SimulatedEnvironment.open()
    const plan = await environment.begin('one')
    const stop = new AbortController()
    const stopped = await run(plan.release, environment.ports, {
      signal: stop.signal,
      onProgress: (state) => state.state === 'verifying' && stop.abort(),
    })
    expect(stopped.verdict).toBeUndefined()
    const state = await run(plan.release, environment.ports)
    expect(state.verdict).toBe('live')
    expect(environment.platform.deploymentCount).toBe(1)
  })

  it('gives its lease back, and keeps others out until it is finished', async () => {
    const environment = await SimulatedEnvironment.open()
    const plan = await environment.begin('one')
    const stop = new AbortController()
    const left = await run(plan.release, environment.ports, {
      signal: stop.signal,
      onProgress: (state) => state.state === 'verifying' && stop.abort(),
    })
    expect(left.leaseHeld).toBe(false)
    const unfinished = await environment.release('two')
    expect(unfinished.reason?.code).toBe('release-unfinished')
    expect((await run(plan.release, environment.ports)).verdict).toBe('live')
  })

  it('waits for a person where the environment asks for one, without the lease', async () => {
    const environment = await SimulatedEnvironment.open()
    const state = await environment.release('one', { policy: { approval: true } })
    expect(state.state).toBe('awaiting approval')
    expect(state.leaseHeld).toBe(false)
    expect(environment.platform.changes).toEqual([])
  })
})
