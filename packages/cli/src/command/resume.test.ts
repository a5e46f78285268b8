import { expect, test } from 'vitest'
import { startEmbedded } from '../fixtures/embedded.ts'
import { commit, temporaryRepository, writeFiles } from '../fixtures/folder.ts'
import { call, kickai } from '../fixtures/kickai.ts'
import { nodeConfig, nodeService } from '../fixtures/node-service.ts'

const files = { 'kickai.config.ts': nodeConfig, 'server.mjs': nodeService('one'), '.gitignore': '.kickai/\n' }

const deaths = [
  {
    moment: 'deploying',
    line: 'configured',
    server: nodeService('two', { startMs: 800 }),
    bakeSeconds: '0.3',
    verdicts: ['live'],
  },
  {
    moment: 'rolling back',
    line: 'going back',
    server: nodeService('two', { badAfterMs: 300 }),
    bakeSeconds: '3',
    verdicts: ['rolled back'],
  },
]

test.each(deaths)(
  'killed while $moment, resume ends in one of old or new, with one process and one deployment more',
  async ({ line, server, verdicts, bakeSeconds }) => {
    const folder = temporaryRepository(files)
    const embedded = await startEmbedded(folder)
    expect((await kickai(folder, ['deploy', 'testing'])).code).toBe(0)
    writeFiles(folder, { 'server.mjs': server, 'kickai.config.ts': nodeConfig.replace('0.3', bakeSeconds) })
    commit(folder, 'Two')

    const { child, ended } = call(folder, ['deploy', 'testing'])
    child.stderr?.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes(line)) child.kill('SIGKILL')
    })
    expect(await ended).toMatchObject({ signal: 'SIGKILL' })
    expect((await kickai(folder, ['deploy', 'testing', '--json'])).json()).toMatchObject({ verdict: 'blocked' })

    const resumed = await kickai(folder, ['resume', '--json'])
    const result = resumed.json()
    expect(verdicts, resumed.err).toContain(result.verdict)
    const serving = result.verdict === 'live' ? result : result.serving
    expect(serving).toMatchObject({
      identity: 'proven',
      health: { version: result.verdict === 'live' ? 'two' : 'one' },
    })
    expect((await embedded.only()).deployment).toBe(serving.deployment)
    // The first, the new one, and where that came back, the old one's image once more.
    expect(await embedded.deployments('testing')).toHaveLength(result.verdict === 'live' ? 2 : 3)
    expect((await kickai(folder, ['resume', '--json'])).json()).toMatchObject({ resumed: false })
  },
  120_000,
)

test('a first signal leaves a release that can be resumed, exit 5', async () => {
  const folder = temporaryRepository({ ...files, 'server.mjs': nodeService('slow', { startMs: 1500 }) })
  const embedded = await startEmbedded(folder)
  const { child, ended } = call(folder, ['deploy', 'testing', '--json'])
  child.stderr?.on('data', (chunk: Buffer) => {
    if (chunk.toString().includes('configured')) child.kill('SIGINT')
  })
  const left = await ended
  expect(left.code, left.err).toBe(5)
  expect(left.json().error).toMatchObject({
    code: 'interrupted',
    wayOut: expect.stringContaining('kickai resume rel_'),
  })
  const resumed = await kickai(folder, ['resume', '--json'])
  expect(resumed.json()).toMatchObject({ verdict: 'live', identity: 'proven' })
  expect(await embedded.deployments('testing')).toHaveLength(1)
}, 120_000)
