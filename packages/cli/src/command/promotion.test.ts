import { join } from 'node:path'
import { recordObservation } from '@kickai/release'
import { openSqliteStore } from '@kickai/store'
import { expect, test } from 'vitest'
import { startEmbedded } from '../fixtures/embedded.ts'
import { commit, temporaryRepository, writeFiles } from '../fixtures/folder.ts'
import { kickai } from '../fixtures/kickai.ts'
import { nodeConfig, nodeService } from '../fixtures/node-service.ts'
import { until } from '../fixtures/until.ts'

const hour = '{ promotion: { heldSeconds: 3600 } }'
const config = (staging: string) =>
  nodeConfig.replace('staging: {}', `staging: ${staging}`).replace('production: {}', `production: ${hour}`)
const files = { 'kickai.config.ts': config(hour), 'server.mjs': nodeService('one'), '.gitignore': '.kickai/\n' }

test('what has not held for long enough is not promoted, until it has or somebody overrides it', async () => {
  const folder = temporaryRepository(files)
  await startEmbedded(folder)
  const shipped = await kickai(folder, ['ship', '--json'])
  expect(shipped.code, shipped.err).toBe(4)
  const [first, second, ...more] = shipped.json().environments
  expect(more).toEqual([])
  expect(second).toMatchObject({ environment: 'staging', verdict: 'blocked', reason: { code: 'promotion-held-time' } })
  expect(second.notBefore).toBeGreaterThan(Date.now())

  writeFiles(folder, { 'kickai.config.ts': config('{ promotion: { heldSeconds: 1 } }') })
  // Until the platform has measured something its objectives are not known to hold.
  const promoted = await until(
    async () => (await kickai(folder, ['promote', 'testing', 'staging', '--json'])).json(),
    ({ verdict }) => verdict === 'live',
  )
  expect(promoted).toMatchObject({ kind: 'promotion', digest: first.digest, release: expect.any(String) })
  const refused = await kickai(folder, ['promote', 'staging', 'production', '--json'])
  expect({ code: refused.code, ...refused.json() }).toMatchObject({
    code: 4,
    verdict: 'blocked',
    notBefore: expect.any(Number),
  })

  const words = ['promote', 'staging', 'production', '--override', 'The shop is down.', '--json']
  const overridden = await kickai(folder, words)
  const override = { by: expect.any(String), reason: 'The shop is down.', rules: expect.arrayContaining(['held-time']) }
  expect(overridden.json(), overridden.err).toMatchObject({ verdict: 'live', override })
  const { releases } = (await kickai(folder, ['history', 'production', '--json'])).json()
  expect(releases).toMatchObject([{ override }, { verdict: 'blocked' }])
  const shown = await kickai(folder, ['show', releases[0].release])
  expect(shown.out).toContain('overrode held-time')
}, 120_000)

/** Somebody watched production for half an hour and got 500 all the while. */
async function recordOutage(folder: string): Promise<void> {
  const store = openSqliteStore({ path: join(folder, '.kickai/journal-local.sqlite') })
  const seen = { environment: 'production', service: 'web', deployment: 'any', at: Date.now(), coversMs: 1_800_000 }
  await recordObservation(store, { ...seen, health: { status: 500, latencyMs: 1 } })
  await store.close()
}

test('nothing is promoted into an environment that has no error budget left', async () => {
  const quick = nodeConfig.replace('production: {}', 'production: { errorBudget: { days: 7 } }')
  const folder = temporaryRepository({ ...files, 'kickai.config.ts': quick })
  await startEmbedded(folder)
  expect((await kickai(folder, ['deploy', 'testing'])).code).toBe(0)
  const first = await kickai(folder, ['promote', 'testing', 'production', '--json'])
  expect(first.json(), first.err).toMatchObject({ verdict: 'live' })

  await recordOutage(folder)
  const breakable = nodeService('two').replace('bad ? 500', `bad || request.url === '/broken' ? 500`)
  writeFiles(folder, { 'server.mjs': breakable })
  commit(folder, 'Two')
  const found = (await kickai(folder, ['doctor', 'production', '--json'])).json()
  expect(found.findings).toEqual([expect.objectContaining({ code: 'promotion-error-budget', severity: 'notice' })])
  expect((await kickai(folder, ['plan', 'production'])).out).toContain(
    'has no error budget left: 30 min of the 10.1 min',
  )
  expect((await kickai(folder, ['deploy', 'testing'])).code).toBe(0)
  const refused = await kickai(folder, ['promote', 'testing', 'production', '--json'])
  expect({ code: refused.code, ...refused.json() }).toMatchObject({
    code: 4,
    verdict: 'blocked',
    reason: { code: 'promotion-error-budget' },
    findings: [{ severity: 'problem', wayOut: expect.stringContaining('kickai metrics production') }],
    notBefore: expect.any(Number),
  })

  // Where nothing more is asked of a promotion, what surely fails its users is not promoted all the same.
  const { environments } = (await kickai(folder, ['status', '--json'])).json()
  for (let count = 0; count < 100; count++) await fetch(`${environments[0].url}/broken`)
  const failing = await kickai(folder, ['promote', 'testing', 'staging', '--json'])
  expect(failing.json(), failing.err).toMatchObject({ verdict: 'blocked', reason: { code: 'promotion-objectives' } })
}, 60_000)
