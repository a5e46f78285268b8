import { expect, it } from 'vitest'
import { openFingerprints } from '../journal/fingerprint.ts'
import { openJournal } from '../journal/journal.ts'
import { remarksOf } from '../machine/remarks.ts'
import { changesOf } from '../plan/make-plan.ts'
import { isRotation, rotatedSecrets } from '../plan/rotation.ts'
import type { PlannedSetting } from '../ports/secrets.ts'
import { withVersions } from '../settings/versions.ts'
import { SimulatedEnvironment } from '../simulation/simulated-release.ts'
import { run } from './run.ts'

const planned: PlannedSetting[] = [
  { name: 'TOKEN', secret: 'env:TOKEN' },
  { name: 'LEVEL', value: 'info' },
]

/** An environment whose service answers 500 as long as it was started with the token "bad". */
async function scene() {
  const environment = await SimulatedEnvironment.open()
  const { platform, store } = environment
  const values = { token: 'first token' }
  const ports = {
    ...environment.ports,
    secrets: { resolve: async () => values.token },
    probe: {
      ask: async (url: string, options: object) => {
        const answer = await environment.ports.probe.ask(url, { timeoutMs: 1, ...options })
        return platform.runsWith?.get('TOKEN') === 'bad' ? { ...answer, status: 500 } : answer
      },
    },
  }
  const plan = async (digest: string, of = planned) => {
    const settings = await withVersions(of, ports.secrets, await openFingerprints(store))
    return await environment.begin(digest, { settings })
  }
  const ship = async (digest: string, of = planned) => await run((await plan(digest, of)).release, ports)
  return { environment, platform, values, ports, plan, ship }
}

it('a rotation is told by the versions of its secrets, and by nothing else', async () => {
  const { environment, values, ship, plan } = await scene()
  const first = await ship('one')
  expect(rotatedSecrets(first.plan)).toEqual([])
  values.token = 'second token'
  const second = await plan('one')
  expect(isRotation(second)).toBe(true)
  expect(changesOf(second)).toEqual([
    {
      service: 'web',
      what: 'setting TOKEN',
      change: 'changed',
      from: expect.stringMatching(/^[0-9a-f]{16}$/),
      to: expect.stringMatching(/^[0-9a-f]{16}$/),
    },
  ])
  expect(isRotation(await plan('two'))).toBe(false)
  expect(isRotation(await plan('one', [...planned, { name: 'NEW', value: '1' }]))).toBe(false)
  // Journals of earlier versions know no versions: what is not known counts as the same.
  expect(changesOf(await environment.begin('one', { settings: planned }))).toEqual([])
  const written = JSON.stringify(await openJournal(environment.store).entries(second.release))
  expect(written).not.toMatch(/first token|second token/)
})

it('a secret that is no good is rolled back to its former value', async () => {
  const { platform, values, ship } = await scene()
  await ship('one')
  values.token = 'bad'
  const state = await ship('one')
  expect(state).toMatchObject({ verdict: 'rolled back' })
  expect([platform.settings.get('TOKEN'), platform.runsWith?.get('TOKEN')]).toEqual(['first token', 'first token'])
  expect(remarksOf(state)).toEqual([])
})

it('together with another artifact the old one comes back with the secrets of now, which is told before', async () => {
  const { platform, values, ship } = await scene()
  await ship('one')
  platform.findings = []
  values.token = 'second token'
  platform.troubles.set('upload', ['refused'])
  const state = await ship('two')
  expect(state).toMatchObject({ verdict: 'failed', findings: [{ code: 'secrets-changed-too', severity: 'notice' }] })
  expect(platform.settings.get('TOKEN')).toBe('second token')
})

it('what is sealed keeps its new value, unless its reference names a version', async () => {
  const { platform, values, ports, plan, ship } = await scene()
  await ship('one')
  platform.sealed.add('TOKEN')
  values.token = 'second token'
  platform.troubles.set('upload', ['refused'])
  const state = await ship('one')
  expect(state).toMatchObject({ verdict: 'failed', findings: [{ code: 'secret-not-restorable' }] })
  expect(remarksOf(state)).toMatchObject([{ code: 'secrets-not-restored' }])
  expect(platform.settings.get('TOKEN')).toBe('second token')
  values.token = 'bad'
  expect(await ship('one')).toMatchObject({ verdict: 'rolled back' })
  expect([platform.settings.get('TOKEN'), platform.runsWith?.get('TOKEN')]).toEqual(['bad', 'first token'])

  const versioned = (version: number) => [{ name: 'TOKEN', secret: `vault:token@${version}` }, ...planned.slice(1)]
  const byVersion = { ...ports, secrets: { resolve: async (reference: string) => `value of ${reference}` } }
  ports.secrets.resolve = byVersion.secrets.resolve as never
  expect((await run((await plan('one', versioned(1))).release, byVersion)).verdict).toBe('live')
  platform.troubles.set('upload', ['refused'])
  const second = await run((await plan('one', versioned(2))).release, byVersion)
  expect(second).toMatchObject({ verdict: 'failed', findings: [] })
  expect(remarksOf(second)).toEqual([])
  expect(platform.settings.get('TOKEN')).toBe('value of vault:token@1')
})

it('who carries a rotation on brings the former value back as long as the platform holds it, and else says so', async () => {
  const left = async (state: 'preflight' | 'configuring') => {
    const scenery = await scene()
    await scenery.ship('one')
    scenery.values.token = 'bad'
    const { release } = await scenery.plan('one')
    const stop = new AbortController()
    await run(release, scenery.ports, {
      signal: stop.signal,
      onProgress: (now, event) => {
        if (now.state === 'deploying' || (state === 'preflight' && event.kind === 'surveyed')) stop.abort()
      },
    })
    const after = await run(release, scenery.ports)
    const { settings, runsWith } = scenery.platform
    return { after, held: settings.get('TOKEN'), runs: runsWith?.get('TOKEN') }
  }
  expect(await left('preflight')).toMatchObject({ after: { verdict: 'rolled back' }, held: 'first token' })
  const { after, held, runs } = await left('configuring')
  // The platform alone still has what the old deployment was started with, and runs it with that.
  expect({ verdict: after.verdict, held, runs }).toEqual({ verdict: 'rolled back', held: 'bad', runs: 'first token' })
  expect(remarksOf(after)).toContainEqual(expect.objectContaining({ code: 'secrets-not-restored' }))
})
