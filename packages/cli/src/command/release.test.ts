import { expect, test } from 'vitest'
import { startEmbedded } from '../fixtures/embedded.ts'
import { commit, git, temporaryRepository, writeFiles } from '../fixtures/folder.ts'
import { kickai } from '../fixtures/kickai.ts'
import { nodeConfig, nodeService } from '../fixtures/node-service.ts'

const files = { 'kickai.config.ts': nodeConfig, 'server.mjs': nodeService('one'), '.gitignore': '.kickai/\n' }

test('deploy, promote, roll back: what is live is proven, and what would change nothing is not released', async () => {
  const folder = temporaryRepository(files)
  const embedded = await startEmbedded(folder)
  const head = git(folder, 'rev-parse', 'HEAD')

  expect((await kickai(folder, ['plan', 'testing', '--detailed-exitcode', '--json'])).code).toBe(10)
  const deployed = await kickai(folder, ['deploy', 'testing', '--json'])
  expect({ code: deployed.code, err: deployed.err }).toMatchObject({ code: 0 })
  expect(deployed.json()).toMatchObject({
    schemaVersion: 1,
    environment: 'testing',
    verdict: 'live',
    commit: head,
    identity: 'proven',
    health: { version: 'one', greeting: 'hello' },
    dirty: false,
  })
  const again = await kickai(folder, ['deploy', 'testing', '--json'])
  expect(again.json()).toMatchObject({ verdict: 'live', unchanged: true, release: deployed.json().release })
  expect(await embedded.deployments('testing')).toHaveLength(1)
  expect((await kickai(folder, ['plan', 'testing', '--detailed-exitcode'])).code).toBe(0)

  expect(await kickai(folder, ['promote', 'staging', 'production'])).toMatchObject({
    code: 4,
    err: expect.stringContaining('nothing-live'),
  })
  const promoted = await kickai(folder, ['promote', 'testing', 'staging', '--json'])
  expect(promoted.json()).toMatchObject({ kind: 'promotion', verdict: 'live', digest: deployed.json().digest })

  expect((await kickai(folder, ['rollback', 'testing', '--json'])).code).toBe(4)
  writeFiles(folder, { 'server.mjs': nodeService('two') })
  const dirty = await kickai(folder, ['deploy', 'testing', '--json'])
  expect(dirty.json()).toMatchObject({ unchanged: true, dirty: true })
  expect(dirty.err).toContain('not committed')
  commit(folder, 'Two')
  expect((await kickai(folder, ['deploy', 'testing', '--json'])).json()).toMatchObject({
    verdict: 'live',
    health: { version: 'two' },
  })
  const back = await kickai(folder, ['rollback', 'testing', '--json'])
  expect({ code: back.code, ...back.json() }).toMatchObject({
    code: 0,
    kind: 'rollback',
    verdict: 'live',
    health: { version: 'one' },
  })

  const { releases } = (await kickai(folder, ['history', 'testing', '--json'])).json()
  expect(releases.map((release: { kind: string }) => release.kind)).toEqual(['rollback', 'deploy', 'deploy'])
  const shown = (await kickai(folder, ['show', releases[0].release, '--json'])).json()
  expect(shown).toMatchObject({
    verdict: 'live',
    parts: [{ service: 'web', source: 'restore', settings: ['GREETING'] }],
  })
  const status = (await kickai(folder, ['status', '--json'])).json()
  expect(status.environments).toMatchObject([
    { identity: 'proven', verdict: 'live' },
    { identity: 'proven' },
    { identity: 'unknown' },
  ])
  expect((await kickai(folder, ['logs', 'testing', '--json'])).code).toBe(0)
}, 120_000)

test('a bad release comes back by itself, exit 3', async () => {
  const folder = temporaryRepository(files)
  await startEmbedded(folder)
  expect((await kickai(folder, ['deploy', 'testing'])).code).toBe(0)
  writeFiles(folder, {
    'server.mjs': nodeService('bad', { badAfterMs: 300 }),
    'kickai.config.ts': nodeConfig.replace('0.3', '20'),
  })
  commit(folder, 'Bad')
  const { code, json, err } = await kickai(folder, ['deploy', 'testing', '--json'])
  expect({ code, ...json() }).toMatchObject({
    code: 3,
    verdict: 'rolled back',
    health: { version: 'one' },
    identity: 'proven',
  })
  expect(err).toContain('going back')
}, 120_000)
