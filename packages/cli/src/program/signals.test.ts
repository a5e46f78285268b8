import { expect, test } from 'vitest'
import { startEmbedded } from '../fixtures/embedded.ts'
import { commit, temporaryRepository, writeFiles } from '../fixtures/folder.ts'
import { call, kickai } from '../fixtures/kickai.ts'
import { nodeConfig, nodeService } from '../fixtures/node-service.ts'

const files = { 'kickai.config.ts': nodeConfig, 'server.mjs': nodeService('one'), '.gitignore': '.kickai/\n' }

/** Calls the command and sends it signals, each when its line is there. */
async function interrupted(
  folder: string,
  words: readonly string[],
  signals: readonly (readonly [line: string, name: NodeJS.Signals, afterMs?: number])[],
) {
  const { child, ended } = call(folder, words)
  const due = [...signals]
  let seen = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    seen += chunk.toString()
    for (let next = due[0]; next !== undefined && seen.includes(next[0]); next = due[0]) {
      due.shift()
      const [, name, afterMs = 0] = next
      setTimeout(() => child.kill(name), afterMs)
    }
  })
  return await ended
}

test('during an upload: the first leaves a release to be resumed, a second ends the command at once', async () => {
  const folder = temporaryRepository(files)
  const embedded = await startEmbedded(folder)
  const slow = { operation: 'upload', effect: 'slow-answer', delayMs: 2_000 }
  await embedded.fault(slow)
  const first = await interrupted(folder, ['deploy', 'testing', '--json'], [['configured', 'SIGTERM', 300]])
  expect({ code: first.code, ...first.json().error }, first.err).toMatchObject({ code: 'interrupted' })
  expect(first.code).toBe(5)
  expect((await kickai(folder, ['resume', '--json'])).json()).toMatchObject({ verdict: 'live' })
  expect(await embedded.deployments('testing')).toHaveLength(1)

  writeFiles(folder, { 'server.mjs': nodeService('two') })
  commit(folder, 'Two')
  await embedded.fault(slow)
  const second = await interrupted(
    folder,
    ['deploy', 'testing'],
    [
      ['configured', 'SIGINT', 300],
      ['configured', 'SIGINT', 500],
    ],
  )
  expect(second.code).toBe(130)
  expect((await kickai(folder, ['resume', '--json'])).json()).toMatchObject({
    verdict: 'live',
    health: { version: 'two' },
  })
  expect(await embedded.deployments('testing')).toHaveLength(2)
}, 90_000)

test('while going back: the release is gone back from when it is resumed', async () => {
  const folder = temporaryRepository(files)
  const embedded = await startEmbedded(folder)
  expect((await kickai(folder, ['deploy', 'testing'])).code).toBe(0)
  writeFiles(folder, {
    'server.mjs': nodeService('bad', { badAfterMs: 300 }),
    'kickai.config.ts': nodeConfig.replace('0.3', '20'),
  })
  commit(folder, 'Bad')
  const left = await interrupted(folder, ['deploy', 'testing', '--json'], [['going back', 'SIGTERM']])
  expect({ exit: left.code, ...left.json().error }).toMatchObject({ exit: 5, code: 'interrupted' })
  expect((await kickai(folder, ['resume', '--json'])).json()).toMatchObject({
    verdict: 'rolled back',
    serving: { health: { version: 'one' } },
  })
  expect((await embedded.only()).pid).toBeGreaterThan(1)
}, 90_000)

test('ship stops at the release that it carries out, and it can be resumed', async () => {
  const folder = temporaryRepository({ ...files, 'server.mjs': nodeService('slow', { startMs: 1_000 }) })
  await startEmbedded(folder)
  const left = await interrupted(folder, ['ship', '--json'], [['testing  configured', 'SIGINT']])
  expect({ exit: left.code, ...left.json().error }).toMatchObject({ exit: 5, code: 'interrupted' })
  expect((await kickai(folder, ['resume', '--json'])).json()).toMatchObject({ environment: 'testing', verdict: 'live' })
}, 90_000)
