import { describe, expect, it } from 'vitest'
import { openJournal } from '../journal/journal.ts'
import { noticedIn } from '../machine/remarks.ts'
import type { ReleaseState } from '../machine/state.ts'
import { SimulatedEnvironment } from '../simulation/simulated-release.ts'
import { run } from './run.ts'

const probed = [
  { name: 'KICKAI_PROBE_TOKEN', secret: 'env:PROBE' },
  { name: 'ELSEWHERE', value: `\${{Other.URL}}` },
]
const settings = (version: string) => [...probed, { name: 'VERSION', value: version }]

/** Does something once, as soon as a release is in a state. */
function once(name: ReleaseState['state'], happens: () => void) {
  let done = false
  return {
    onProgress(state: ReleaseState) {
      if (state.state !== name || done) return
      done = true
      happens()
    },
  }
}

describe('the settings of the running service', () => {
  it('are proven by it, and neither token nor fingerprint gets into the journal', async () => {
    const environment = await SimulatedEnvironment.open()
    const state = await environment.release('one', { settings: settings('one') })
    expect(state).toMatchObject({ verdict: 'live', parts: [{ settings: 'proven' }] })
    expect(environment.platform.settings.get('KICKAI_SETTINGS')).toBe('KICKAI_PROBE_TOKEN,VERSION')
    const written = JSON.stringify(await openJournal(environment.store).entries(state.plan.release))
    expect(written.match(/value of|[0-9a-f]{64}/)).toBeNull()
  })

  it('that prove nothing are said to, where the environment does not demand it', async () => {
    const environment = await SimulatedEnvironment.open()
    expect(await environment.release('one')).toMatchObject({ verdict: 'live', parts: [{ settings: 'not proven' }] })
  })

  it('are demanded: without a token preflight blocks, without an answer the release goes back', async () => {
    const environment = await SimulatedEnvironment.open([{ digest: 'mute', tellsSettings: false }])
    const policy = { settingsProof: 'demanded' } as const
    expect((await environment.release('one', { policy })).reason?.code).toBe('probe-token-missing')
    expect((await environment.release('one', { policy, settings: settings('one') })).verdict).toBe('live')
    const state = await environment.release('mute', { policy, settings: settings('mute') })
    expect(state).toMatchObject({ verdict: 'rolled back', reason: { code: 'settings-not-proven' } })
    expect(state.parts[0]?.settings).toBe('proven')
  })

  it('need not be proven by an old release that comes back', async () => {
    const environment = await SimulatedEnvironment.open([
      { digest: 'mute', tellsSettings: false },
      { digest: 'bad', failsAfterMs: 1_000 },
    ])
    await environment.release('mute', { settings: settings('mute') })
    const policy = { settingsProof: 'demanded' } as const
    const state = await environment.release('bad', { policy, settings: settings('bad') })
    expect(state).toMatchObject({ verdict: 'rolled back', parts: [{ settings: 'not proven' }] })
  })

  it('that somebody changed right before the deployment took them are not the release', async () => {
    const environment = await SimulatedEnvironment.open()
    await environment.release('one', { settings: settings('one') })
    const state = await environment.release(
      'two',
      { settings: settings('two') },
      once('deploying', () => environment.platform.setByHand('VERSION', 'three')),
    )
    expect(state).toMatchObject({ verdict: 'rolled back', reason: { code: 'settings-other' } })
    expect(environment.platform.settings.get('VERSION')).toBe('one')
    expect(state.parts[0]?.settings).toBe('proven')
  })

  it('of an old release come back with the secrets of now, and one that was never replaced keeps its own', async () => {
    const environment = await SimulatedEnvironment.open([
      { digest: 'bad', failsAfterMs: 1_000 },
      { digest: 'dead', starts: false },
    ])
    let secret = 'first secret value'
    const ports = { ...environment.ports, secrets: { resolve: async () => secret } }
    const ship = async (digest: string) =>
      await run((await environment.begin(digest, { settings: settings(digest) })).release, ports)
    await ship('good')
    secret = 'second secret value'
    const dead = await ship('dead')
    expect(dead).toMatchObject({ verdict: 'failed', parts: [{ settings: 'not proven' }] })
    expect(await ship('bad')).toMatchObject({ verdict: 'rolled back', parts: [{ settings: 'proven' }] })
    expect(environment.platform.settings.get('KICKAI_PROBE_TOKEN')).toBe(secret)
  })
})

it('what keeps secrets back is a finding of preflight, with its way out', async () => {
  const environment = await SimulatedEnvironment.open()
  const locked = Object.assign(new Error('env:PROBE cannot be had: the vault is locked.'), {
    code: 'secret-unavailable',
    wayOut: 'Unlock it.',
  })
  const { release } = await environment.begin('one', { settings: probed })
  const state = await run(release, { ...environment.ports, secrets: { resolve: () => Promise.reject(locked) } })
  expect(state).toMatchObject({
    verdict: 'blocked',
    findings: [
      {
        code: 'secret-unavailable',
        sentence: expect.stringContaining('KICKAI_PROBE_TOKEN (env:PROBE cannot be had: the vault is locked)'),
        wayOut: 'Unlock it.',
      },
    ],
  })
})

describe('a release that does not go live', () => {
  it('sets again what somebody changed while it was going back', async () => {
    const environment = await SimulatedEnvironment.open([{ digest: 'bad', failsAfterMs: 1_000 }])
    await environment.release('good')
    let changes = 0
    const state = await environment.release(
      'bad',
      {},
      {
        onProgress(now, event) {
          if (now.state !== 'rolling back' || event.kind !== 'configured' || changes++ > 0) return
          environment.platform.setByHand('VERSION', 'by hand')
          environment.platform.setByHand('LEFT', 'over')
        },
      },
    )
    expect(state).toMatchObject({ verdict: 'rolled back', parts: [{ unlike: 1 }] })
    expect([...environment.platform.settings]).toEqual([['VERSION', 'good']])
  })

  it('brings the old one back once more where it took settings that somebody had changed', async () => {
    const environment = await SimulatedEnvironment.open([{ digest: 'bad', failsAfterMs: 1_000 }])
    await environment.release('good', { settings: settings('good') })
    let changes = 0
    const state = await environment.release(
      'bad',
      { settings: settings('bad') },
      {
        onProgress(now, event) {
          if (now.state !== 'rolling back' || event.kind !== 'configured' || changes++ > 0) return
          environment.platform.setByHand('VERSION', 'by hand')
        },
      },
    )
    expect(state).toMatchObject({ verdict: 'rolled back', parts: [{ settings: 'proven' }] })
    expect(environment.platform.deploymentCount).toBe(4)
  })

  it('has failed to go back where somebody changes them again and again, and names them', async () => {
    const environment = await SimulatedEnvironment.open([{ digest: 'bad', failsAfterMs: 1_000 }])
    await environment.release('good')
    const state = await environment.release(
      'bad',
      {},
      {
        onProgress(now, event) {
          if (now.state === 'rolling back' && event.kind === 'configured')
            environment.platform.setByHand('VERSION', 'by hand')
        },
      },
    )
    expect(state).toMatchObject({ verdict: 'rollback failed', reason: { code: 'settings-not-restored' } })
    expect(state.reason?.sentence).toContain('VERSION (changed)')
    expect(environment.platform.serving?.digest).toBe('good')
  })

  it('counts sealed settings as there, and says that one is gone', async () => {
    const environment = await SimulatedEnvironment.open([{ digest: 'bad', failsAfterMs: 1_000 }])
    environment.platform.sealed.add('KICKAI_PROBE_TOKEN')
    await environment.release('good', { settings: settings('good') })
    expect((await environment.release('bad', { settings: settings('bad') })).verdict).toBe('rolled back')
  })
})

describe('a first release that fails', () => {
  const bad = [{ digest: 'bad', failsAfterMs: 0 }]

  it('leaves the settings that were there before, values and all', async () => {
    const environment = await SimulatedEnvironment.open(bad)
    environment.platform.setByHand('THEIRS', 'kept')
    environment.platform.setByHand('VERSION', 'theirs')
    const state = await environment.release('bad')
    expect(state.verdict).toBe('failed')
    expect([...environment.platform.settings].sort()).toEqual([
      ['THEIRS', 'kept'],
      ['VERSION', 'theirs'],
    ])
    expect(noticedIn(state)).toEqual([])
  })

  it('leaves none where there were none, even when another process carried it on', async () => {
    const environment = await SimulatedEnvironment.open(bad)
    const state = await carriedOnByAnother(environment)
    expect(state.verdict).toBe('failed')
    expect(environment.platform.settings.size).toBe(0)
    expect(noticedIn(state)).toEqual([])
  })

  it('leaves what was there, when the process ended before it had replaced it', async () => {
    const environment = await SimulatedEnvironment.open(bad)
    environment.platform.setByHand('THEIRS', 'kept')
    const plan = await environment.begin('bad')
    const stop = new AbortController()
    await run(plan.release, environment.ports, {
      signal: stop.signal,
      onProgress: (_state, event) => event.kind === 'surveyed' && stop.abort(),
    })
    const state = await run(plan.release, environment.ports)
    expect(state.verdict).toBe('failed')
    expect([...environment.platform.settings]).toEqual([['THEIRS', 'kept']])
    expect(noticedIn(state)).toEqual([])
  })

  it('says which ones it can not put back when the process that replaced them is gone', async () => {
    const environment = await SimulatedEnvironment.open(bad)
    environment.platform.setByHand('THEIRS', 'lost')
    environment.platform.setByHand('VERSION', 'theirs')
    const state = await carriedOnByAnother(environment)
    expect(state.verdict).toBe('failed')
    expect(noticedIn(state)).toMatchObject([{ code: 'settings-not-restored', service: 'web' }])
    expect(noticedIn(state)[0]?.sentence).toContain('THEIRS (missing), VERSION (changed)')
  })

  it('tells beforehand which sealed settings it would remove', async () => {
    const environment = await SimulatedEnvironment.open(bad)
    environment.platform.setByHand('THEIRS', 'hidden')
    environment.platform.sealed.add('THEIRS')
    const state = await environment.release('bad')
    expect(state.findings).toMatchObject([{ code: 'sealed-settings-replaced', severity: 'notice' }])
    expect(noticedIn(state)[0]?.sentence).toContain('THEIRS (missing)')
  })

  it('ends all the same where the platform refuses to set them', async () => {
    const environment = await SimulatedEnvironment.open(bad)
    const state = await environment.release(
      'bad',
      {},
      once('rolling back', () => environment.platform.troubles.set('configure', Array(500).fill('refused'))),
    )
    expect(state.verdict).toBe('failed')
    expect(noticedIn(state)).toMatchObject([{ code: 'settings-not-restored' }])
  })
})

/** The process that set them leaves, and with it goes all that it remembered; another one carries the release on. */
async function carriedOnByAnother(environment: SimulatedEnvironment): Promise<ReleaseState> {
  const plan = await environment.begin('bad')
  const stop = new AbortController()
  await run(plan.release, environment.ports, { signal: stop.signal, ...once('deploying', () => stop.abort()) })
  return await run(plan.release, environment.ports)
}
