import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { loadConfiguration } from '../config/load.ts'
import { connectEmbedded } from '../connection/embedded.ts'
import { startEmbedded } from '../fixtures/embedded.ts'
import { commit, temporaryRepository, writeFiles } from '../fixtures/folder.ts'
import { kickai } from '../fixtures/kickai.ts'
import { nodeConfig, nodeService } from '../fixtures/node-service.ts'
import { until } from '../fixtures/until.ts'
import { workspaceOf } from '../workspace/workspace.ts'

const config = nodeConfig.replace('lease: { limitSeconds: 3 }', 'lease: { limitSeconds: 2, requestSeconds: 2 }')
const files = { 'kickai.config.ts': config, 'server.mjs': nodeService('one'), '.gitignore': '.kickai/\n' }

/** Calls the command as a process that stops itself just before it sends a change; resolves when it stands still. */
async function stoppedBefore(operation: string, folder: string, words: readonly string[]) {
  const entry = join(import.meta.dirname, '..', 'fixtures', 'stopped-deployer.ts')
  const child = spawn(process.execPath, [entry, operation, ...words], {
    cwd: folder,
    env: { ...process.env, NO_COLOR: '1', NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  const closed = new Promise<number | null>((resolve) => child.on('close', resolve))
  const ended = Promise.all([text(child.stdout), text(child.stderr), closed])
  await until(
    () => readFileSync(`/proc/${child.pid}/stat`, 'utf8'),
    (stat) => stat.slice(stat.lastIndexOf(')')).startsWith(') T'),
  )
  return {
    async wake() {
      child.kill('SIGCONT')
      const [out, err, code] = await ended
      return { code, err, error: JSON.parse(out).error }
    },
  }
}

const cases = [
  { operation: 'upload', server: nodeService('two'), verdict: 'live', serves: 'two', greeting: 'hi' },
  {
    operation: 'variableCollectionUpsert',
    server: nodeService('two', { badAfterMs: 300 }),
    verdict: 'rolled back',
    serves: 'one',
    greeting: 'hello',
  },
]

test.skipIf(process.platform !== 'linux').each(cases)(
  'a deployer that stood still before $operation and wakes up when another one has finished: $serves serves, and it alone',
  async ({ operation, server, verdict, serves, greeting }) => {
    const folder = temporaryRepository(files)
    const embedded = await startEmbedded(folder)
    expect((await kickai(folder, ['deploy', 'testing'])).code).toBe(0)
    const bakes = verdict === 'live' ? '0.3' : '20'
    writeFiles(folder, {
      'server.mjs': server,
      'kickai.config.ts': config.replace("GREETING: 'hello'", "GREETING: 'hi'").replace('0.3', bakes),
    })
    commit(folder, 'Two')

    const first = await stoppedBefore(operation, folder, ['deploy', 'testing', '--json'])
    const second = await kickai(folder, ['resume', '--json'])
    expect(second.json(), second.err).toMatchObject({ verdict })
    const before = await embedded.deployments('testing')

    const woken = await first.wake()
    expect(woken).toMatchObject({
      code: 5,
      error: { code: 'lease-lost', message: expect.stringContaining('too late') },
    })
    const [status] = (await kickai(folder, ['status', '--json'])).json().environments
    expect(status, woken.err).toMatchObject({ identity: 'proven', health: { version: serves, greeting } })
    expect((await embedded.only()).deployment).toBe(status.deployment)
    // What came late runs the same image, so nothing is run instead of it; late settings make no deployment.
    expect((await embedded.deployments('testing')).length - before.length).toBe(operation === 'upload' ? 1 : 0)
    expect(woken.err).toContain(operation === 'upload' ? 'runs the same image' : 'GREETING')

    const workspace = workspaceOf(folder)
    const configuration = await loadConfiguration(folder)
    const [environment] = configuration.environments
    if (environment === undefined) throw new Error('There is no environment.')
    const project = { configuration, workspace, variables: {} }
    const { platform } = await connectEmbedded(project, environment, { url: embedded.platform.url, companions: {} })
    const held = await platform.heldSettings({ environment: 'testing', service: 'web' })
    expect(held.variables.get('GREETING')).toBe(greeting)
    expect((await kickai(folder, ['resume', '--json'])).json()).toMatchObject({ resumed: false })
  },
  90_000,
)
