import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startEmbedded } from '../fixtures/embedded.ts'
import { commit, git, temporaryRepository, writeFiles } from '../fixtures/folder.ts'
import { call, kickai } from '../fixtures/kickai.ts'
import { nodeConfig, nodeService } from '../fixtures/node-service.ts'
import { until } from '../fixtures/until.ts'

const files = { 'kickai.config.ts': nodeConfig, 'server.mjs': nodeService('one'), '.gitignore': '.kickai/\n' }

test('deploy, promote, roll back: what is live is proven, and what would change nothing is not released', async () => {
  const config = nodeConfig.replace("name: 'shop',", "name: 'shop', artifacts: { keep: 1 },")
  const folder = temporaryRepository({ ...files, 'kickai.config.ts': config })
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
  // What a rollback has left is not come back to.
  const further = await kickai(folder, ['rollback', 'testing', '--json'])
  expect({ code: further.code, error: further.json().error?.code }).toEqual({ code: 4, error: 'nothing-live' })

  // Of the artifacts only those stay that are live, that a rollback would need, and the newest.
  const kept = () => readdirSync(join(folder, '.kickai/artifacts')).filter((name) => name.endsWith('.json'))
  const built = () => readdirSync(join(folder, '.kickai/artifacts/built'))
  expect([kept().length, built().length]).toEqual([2, 2])
  writeFiles(folder, { 'server.mjs': nodeService('three') })
  commit(folder, 'Three')
  expect((await kickai(folder, ['deploy', 'testing'])).code).toBe(0)
  expect([kept().length, built().length]).toEqual([2, 2])
  expect((await kickai(folder, ['rollback', 'testing', '--json'])).json().health).toMatchObject({ version: 'one' })

  const { releases } = (await kickai(folder, ['history', 'testing', '--json'])).json()
  expect(releases.map((release: { kind: string }) => release.kind)).toEqual([
    'rollback',
    'deploy',
    'rollback',
    'deploy',
    'deploy',
  ])
  const shown = (await kickai(folder, ['show', releases[0].release, '--json'])).json()
  expect(shown).toMatchObject({
    verdict: 'live',
    parts: [{ service: 'web', source: 'restore', settings: ['GREETING'] }],
  })
  expect((await kickai(folder, ['show', '--json'])).json()).toEqual(shown)
  const status = (await kickai(folder, ['status', '--json'])).json()
  expect(status.environments).toMatchObject([
    { identity: 'proven', verdict: 'live' },
    { identity: 'proven' },
    { identity: 'unknown' },
  ])
  expect((await kickai(folder, ['logs', 'testing', '--json'])).code).toBe(0)
}, 120_000)

test('what the journal never released is replaced only when somebody says so', async () => {
  const folder = temporaryRepository(files)
  const embedded = await startEmbedded(folder)
  expect((await kickai(folder, ['deploy', 'testing'])).code).toBe(0)
  rmSync(join(folder, '.kickai', 'journal-local.sqlite'))
  const refused = await kickai(folder, ['deploy', 'testing', '--json'])
  expect({ code: refused.code, ...refused.json() }).toMatchObject({ code: 4, reason: { code: 'foreign-deployment' } })
  expect(await embedded.deployments('testing')).toHaveLength(1)
  expect((await kickai(folder, ['deploy', 'testing', '--take-over', '--json'])).json()).toMatchObject({
    verdict: 'live',
  })
}, 60_000)

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
    serving: { health: { version: 'one' }, identity: 'proven' },
  })
  const { deployment, digest, serving, identity } = json()
  expect(identity).toBeUndefined()
  expect([serving.deployment, serving.digest]).not.toEqual([deployment, digest])
  expect(err).toContain('going back')
}, 120_000)

const config = (greeting: string) =>
  nodeConfig.replace("GREETING: 'hello'", `GREETING: '${greeting}', TOKEN: { secret: 'env:SHOP_TOKEN' }`)

test('what the platform holds otherwise than the live release is not "unchanged", and no secret shows', async () => {
  const told = nodeService('one').replace('const server', "console.log('token ' + process.env.TOKEN)\nconst server")
  const folder = temporaryRepository({ ...files, 'kickai.config.ts': config('hello'), 'server.mjs': told })
  await startEmbedded(folder)
  const first = { SHOP_TOKEN: 'first-secret-value' }
  expect((await kickai(folder, ['deploy', 'testing'], first)).code).toBe(0)
  const logs = await until(
    () => kickai(folder, ['logs', 'testing', '--json'], first),
    ({ out }) => out.includes('token '),
  )
  expect(logs.out).toContain('token [secret]')
  expect(logs.out).not.toContain('first-secret-value')

  const plan = await kickai(folder, ['plan', 'testing', '--json'], { SHOP_TOKEN: 'second-secret-value' })
  expect(plan.json()).toMatchObject({ unchanged: false, changes: [{ what: 'setting TOKEN', change: 'changed' }] })
  expect(plan.out).not.toMatch(/(first|second)-secret-value/)

  // A release with other settings that is killed after they were set, and then left: the old configuration is back.
  writeFiles(folder, { 'kickai.config.ts': config('hi'), 'server.mjs': nodeService('two', { startMs: 1500 }) })
  commit(folder, 'Two')
  const { child, ended } = call(folder, ['deploy', 'testing'], first)
  child.stderr?.on('data', (chunk: Buffer) => {
    if (chunk.toString().includes('configured')) child.kill('SIGKILL')
  })
  await ended
  writeFiles(folder, { 'kickai.config.ts': config('hello'), 'server.mjs': told })
  commit(folder, 'One again')
  const left = await kickai(folder, ['plan', 'testing', '--json'], first)
  expect(left.json()).toMatchObject({ unchanged: false, unfinished: expect.stringMatching(/^rel_/) })
  expect(await kickai(folder, ['deploy', 'testing', '--json'], first)).toMatchObject({ code: 4 })
}, 120_000)

test('what does not serve where it comes from is not promoted', async () => {
  const folder = temporaryRepository(files)
  const { services } = await startEmbedded(folder)
  expect((await kickai(folder, ['deploy', 'testing'])).code).toBe(0)
  const [service] = await services()
  process.kill(service?.pid ?? 0, 'SIGSTOP')
  const promoted = await kickai(folder, ['promote', 'testing', 'staging', '--json'])
  process.kill(service?.pid ?? 0, 'SIGCONT')
  expect({ code: promoted.code, ...promoted.json() }).toMatchObject({
    code: 4,
    verdict: 'blocked',
    reason: { code: 'promotion-serving' },
  })
}, 120_000)
