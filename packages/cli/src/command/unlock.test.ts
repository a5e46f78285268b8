import { expect, test } from 'vitest'
import { startEmbedded } from '../fixtures/embedded.ts'
import { temporaryRepository } from '../fixtures/folder.ts'
import { call, kickai } from '../fixtures/kickai.ts'
import { nodeConfig, nodeService } from '../fixtures/node-service.ts'

/** A lease so long that a holder which lives is seen to renew it on a busy machine too, and short requests to wait for. */
const config = nodeConfig.replace(/lease: .*/, 'lease: { limitSeconds: 8, requestSeconds: 2 },')
const files = {
  'kickai.config.ts': config,
  'server.mjs': nodeService('one', { startMs: 1000 }),
  '.gitignore': '.kickai/\n',
}

test('an environment whose holder stands still is freed at once; when that one wakes up, it changes nothing more', async () => {
  const folder = temporaryRepository(files)
  const embedded = await startEmbedded(folder)
  expect((await kickai(folder, ['unlock', 'testing', '--json'])).code).toBe(2)
  expect((await kickai(folder, ['unlock', 'testing', '--reason', 'x', '--json'])).json()).toMatchObject({
    unlocked: false,
  })
  const { child, ended } = call(folder, ['deploy', 'testing', '--json'])
  await new Promise<void>((resolve) => {
    child.stderr?.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes('configured') && child.kill('SIGSTOP')) resolve()
    })
  })
  const freed = (await kickai(folder, ['unlock', 'testing', '--reason', 'It stands still.', '--json'])).json()
  expect(freed).toMatchObject({
    unlocked: true,
    reason: 'It stands still.',
    forced: false,
    release: expect.any(String),
  })
  const resumed = await kickai(folder, ['resume', freed.release, '--json'])
  expect(resumed.json(), resumed.err).toMatchObject({ verdict: 'live' })
  child.kill('SIGCONT')
  const former = await ended
  expect({ code: former.code, error: former.json().error?.code }).toMatchObject({
    code: expect.any(Number),
    error: expect.stringMatching(/lease-lost|journal-moved/),
  })
  expect((await embedded.only()).deployment).toBe(resumed.json().deployment)
  expect(await embedded.deployments('testing')).toHaveLength(1)
  const history = (await kickai(folder, ['history', 'testing', '--json'])).json()
  expect(history.events).toMatchObject([{ kind: 'unlocked', environment: 'testing', release: freed.release }])
  expect((await kickai(folder, ['history'])).out).toContain('It stands still.')
}, 120_000)

test('one that is carrying out its release keeps its environment unless it is forced', async () => {
  const folder = temporaryRepository({
    ...files,
    'kickai.config.ts': config.replace('bakeSeconds: 0.3', 'bakeSeconds: 30'),
  })
  await startEmbedded(folder)
  const { child, ended } = call(folder, ['deploy', 'testing', '--json'])
  const verified = new Promise<void>((resolve) => {
    child.stderr?.on('data', (chunk: Buffer) => chunk.toString().includes('verified') && resolve())
  })
  await verified
  const words = ['unlock', 'testing', '--reason', 'I want to.', '--json']
  const refused = await kickai(folder, words)
  expect({ code: refused.code, error: refused.json().error }).toMatchObject({ code: 4, error: { code: 'lease-alive' } })
  expect((await kickai(folder, [...words, '--force'])).json()).toMatchObject({ unlocked: true, forced: true })
  expect((await ended).json().error.code).toBe('lease-lost')
}, 120_000)
