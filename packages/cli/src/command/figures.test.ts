import { expect, test } from 'vitest'
import { connect } from '../connection/connect.ts'
import { observeServices } from '../figures/observe-service.ts'
import { startEmbedded } from '../fixtures/embedded.ts'
import { commit, git, temporaryRepository, writeFiles } from '../fixtures/folder.ts'
import { kickai } from '../fixtures/kickai.ts'
import { nodeConfig, nodeService } from '../fixtures/node-service.ts'
import { openSecrecy } from '../secrecy/secrecy.ts'
import { withStore } from '../workspace/workspace.ts'
import { environmentOf, loadProject } from './project.ts'

const files = { 'kickai.config.ts': nodeConfig, 'server.mjs': nodeService('one'), '.gitignore': '.kickai/\n' }

/** What is seen of testing when somebody has taken its address away. */
async function seenWithoutAddress(folder: string) {
  const project = await loadProject({ folder, variables: {}, secrecy: openSecrecy() })
  const connection = await connect(project, environmentOf(project, 'testing'), { local: true })
  const view: typeof connection.platform.view = async (target) => {
    const { url: _none, ...rest } = await connection.platform.view(target)
    return rest
  }
  const without = { ...connection, platform: { ...connection.platform, view } }
  return await withStore(connection.journal, (store) => observeServices(without, store))
}

test('monitor adds what it sees to the journal, and metrics tells it, with the releases there were', async () => {
  const folder = temporaryRepository(files)
  const none = await kickai(folder, ['metrics', '--json'])
  expect(none.code).toBe(0)
  expect(none.json().environments[0].figures.successShare).toEqual({ of: 0 })

  await startEmbedded(folder)
  expect((await kickai(folder, ['monitor', '--once'])).out).toMatch(/^testing +nothing live$/m)
  expect((await kickai(folder, ['deploy', 'testing'])).code).toBe(0)
  const seen = await kickai(folder, ['monitor', '--once', '--json'])
  expect({ code: seen.code, ...seen.json() }).toMatchObject({
    code: 0,
    environments: [{ environment: 'testing', services: [{ service: 'web', well: true, status: 200 }] }, {}, {}],
  })
  expect(await seenWithoutAddress(folder)).toMatchObject([
    { service: 'web', well: false, failure: expect.stringContaining('address') },
  ])
  writeFiles(folder, { 'server.mjs': 'process.exit(1)\n' })
  commit(folder, 'Bad')
  expect((await kickai(folder, ['deploy', 'testing'])).code).toBe(1)

  const { window, environments, definitions } = (await kickai(folder, ['metrics', 'testing', '--json'])).json()
  expect(window.days).toBe(30)
  expect(environments).toHaveLength(1)
  const { figures } = environments[0]
  expect(figures.successShare).toEqual({ value: 0.5, of: 2, kept: false })
  expect(figures.availability).toMatchObject({ value: 1, kept: true })
  expect(figures.downInReleases).toMatchObject({ value: 0, kept: true })
  const committed = Number(git(folder, 'show', '--no-patch', '--format=%ct', 'HEAD~1')) * 1000
  expect(figures.commitToLive.of).toBe(1)
  expect(figures.commitToLive.value).toBeLessThanOrEqual(Date.now() - committed)
  expect(definitions.successShare.source).toContain('goals')

  const shown = (await kickai(folder, ['metrics'])).out
  expect(shown).toMatch(/^deployments that succeed +> 95 % +50 % ✗ +no data +no data$/m)
  expect(Math.max(...shown.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
  expect((await kickai(folder, ['metrics', '--prometheus'])).out).toContain(
    'kickai_success_share_ratio{environment="testing"} 0.5',
  )
  expect((await kickai(folder, ['metrics', '--days', '0'])).code).toBe(2)
  expect((await kickai(folder, ['monitor', '--every', 'x'])).code).toBe(2)
}, 60_000)
