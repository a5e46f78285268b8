// Promise 6: no secret appears in any output, journal, error or metric. Secrets are planted wherever the release command
// meets some, things go well and badly with them, and then everything that was printed, written or answered is searched.

import { existsSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, onTestFinished, test } from 'vitest'
import { loadProject } from '../command/project.ts'
import { connectEmbedded } from '../connection/embedded.ts'
import { startEmbedded } from '../fixtures/embedded.ts'
import { commit, temporaryFolder, writeFiles } from '../fixtures/folder.ts'
import { until } from '../fixtures/until.ts'
import { Board } from '../local/board.ts'
import { servePage } from '../local/page/server.ts'
import { readPlaces } from '../workspace/places.ts'
import { workspaceOf } from '../workspace/workspace.ts'
import { formsOf } from './fixtures/forms.ts'
import { startReceiver } from './fixtures/receiver.ts'
import { Scene } from './fixtures/scene.ts'
import { type Leak, searchFor } from './fixtures/search.ts'
import { openSecrecy } from './secrecy.ts'

/**
 * What must hold some: the embedded platform has to know what it is to run, and keeps what the service itself printed; the
 * tokens for it; and the file that a secret comes from.
 */
const holders = [
  /^\.kickai\/platform\/state\.sqlite(-wal|-shm)?$/,
  /^\.kickai\/platform\/logs\/[\w-]+\/(output\.txt|errors\.txt|deployment\.jsonl)$/,
  /^\.kickai\/platform\/platform\.json$/,
  /^\.kickai\/places\.json$/,
  /^secrets\//,
]

describe('what is planted is found nowhere but where it must be', () => {
  test('in releases that go well and badly on a platform', { timeout: 120_000 }, async () => {
    const receiver = await startReceiver()
    const scene = new Scene(receiver, { railway: false })
    const { folder, plants, leaks } = scene
    const { url, accountToken } = (await startEmbedded(folder)).platform
    const places = Object.values(readPlaces(workspaceOf(folder)))
    scene.alsoFor(
      [accountToken, ...places.map(({ token }) => token)].map((value) => ({ name: 'platform token', value })),
    )

    await scene.run('plan', 'testing', '--json')
    expect((await scene.run('deploy', 'testing')).code).toBe(0)
    const crashed = await scene.ship('crashes', 'two', '--json')
    expect({ code: crashed.code, ...crashed.json() }).toMatchObject({ code: 1, verdict: 'failed' })
    const back = await scene.ship('turns-bad', 'three', '--json')
    expect({ code: back.code, ...back.json() }).toMatchObject({ code: 3, verdict: 'rolled back' })

    const { apiKey, botToken, databaseUrl, probeToken } = plants
    const echo = `refused: ${apiKey} ${botToken} ${encodeURIComponent(databaseUrl)} ${probeToken}`
    await refuse('variableCollectionUpsert', echo)
    // Other settings than the platform holds: what it holds already counts as done, whatever it answers.
    scene.set("MORE: 'than before'")
    expect((await scene.ship('good', 'four')).code).toBe(1)
    await refuse('upload', echo)
    expect((await scene.ship('good', 'five', '--json')).json().reason.sentence).toContain('[secret]')

    const shown = [['history'], ['show'], ['status'], ['logs', 'testing'], ['monitor', '--once']]
    await Promise.all(shown.map((words) => scene.both(...words)))
    const told = [
      ['metrics', '--json'],
      ['metrics', '--prometheus'],
      ['report', '--html', 'report.html'],
    ]
    await Promise.all(told.map((words) => scene.run(...words)))
    leaks.push(...(await searchPage(scene, url)))

    expect(receiver.received.length).toBeGreaterThan(2)
    leaks.push(...receiver.received.flatMap((one) => scene.search.inText('notice', one)))
    expect([join('.kickai', 'given.jsonl'), 'report.html'].map((name) => existsSync(join(folder, name)))).toEqual([
      true,
      true,
    ])
    const found = scene.search.inFolder(folder)
    const held = found.filter(({ where }) => holders.some((holder) => holder.test(where)))
    leaks.push(...found.filter((leak) => !held.includes(leak)))
    expect(leaks).toEqual([])
    // Each is really there, so none went unseen for not having been planted; and nobody but the owner reads them.
    const used = ['apiKey', 'botToken', 'databaseUrl', 'probeToken', 'webhook', 'privateKey', 'platform token']
    expect([...new Set(held.map(({ secret }) => secret))]).toEqual(expect.arrayContaining(used))
    const kept = held.map(({ where }) => where).filter((where) => where.startsWith('.kickai'))
    expect(kept.filter((where) => (statSync(join(folder, where)).mode & 0o077) !== 0)).toEqual([])

    async function refuse(operation: string, message: string): Promise<void> {
      const headers = { authorization: `Bearer ${accountToken}`, 'content-type': 'application/json' }
      const body = JSON.stringify({ operation, effect: 'error', message })
      expect((await fetch(`${url}/local/faults`, { method: 'POST', headers, body })).ok).toBe(true)
    }
  })

  test('where configuration, build, journal, registry or Railway fail', { timeout: 120_000 }, async () => {
    const scene = new Scene(await startReceiver(), { railway: true })
    const { folder, plants, leaks } = scene
    const outside = temporaryFolder({ told: Object.values(plants).join('\n') })
    await scene.both('validate')
    await scene.both('plan', 'production')

    scene.configure(`journal: 'env:PLANTED_DATABASE',`)
    expect((await scene.both('plan', 'production')).map(({ code }) => code)).not.toContain(0)

    // The build itself is given no secret; but nobody knows what it finds.
    scene.configure(`bundle: { build: 'cat ${outside}/told; cat ${outside}/told >&2; exit 1' },`)
    commit(folder, 'A build that fails')
    expect((await scene.run('plan', 'production', '--json')).json().error.code).toBe('build-failed')

    const failing = 'throw new Error(process.env.PLANTED_DATABASE + process.env.PLANTED_WEBHOOK)'
    writeFiles(folder, { 'kickai.config.ts': `${failing}\n` })
    expect((await scene.both('validate'))[1].json().error.code).toBe('config-unreadable')
    leaks.push(...scene.search.inFolder(join(folder, '.kickai')))
    expect(leaks).toEqual([])
  })
})

test('a leak is found in every form, also in what is packed', () => {
  const value = 'planted/"secret"+value'
  const { inFolder, inText } = searchFor([{ name: 'planted', value }])
  const forms = [
    ...formsOf(value),
    Buffer.from(`user:${value}`).toString('base64'),
    `https://x/?y=${encodeURIComponent(value)}`,
  ]
  for (const form of forms)
    expect(inText('here', `before ${form} after`)).toEqual([{ secret: 'planted', where: 'here' }])
  expect(inText('here', 'planted')).toEqual([])
  const folder = temporaryFolder({ 'deep/plain': `x${value}` })
  writeFileSync(join(folder, 'packed.tar.gz'), gzipSync(JSON.stringify({ value })))
  const found = inFolder(folder).map(({ where }) => where)
  expect(found.sort()).toEqual(['deep/plain', 'packed.tar.gz'])
})

/** What the local page answers while bad releases stand in the journal. */
async function searchPage({ folder, variables, search }: Scene, url: string): Promise<Leak[]> {
  const project = await loadProject({ folder, variables, secrecy: openSecrecy() })
  const board = new Board(project)
  onTestFinished(() => board.stop())
  const testing = project.configuration.environments.filter(({ name }) => name === 'testing')
  const connections = testing.map((environment) => connectEmbedded(project, environment, { url, companions: {} }))
  board.watch(await Promise.all(connections))
  await until(
    () => board.snapshot(),
    ({ environments }) => environments[0]?.identity !== undefined,
  )
  const page = await servePage({ snapshot: () => board.snapshot(), shipBroken: () => false }, 0)
  onTestFinished(() => page.stop())
  const document = await (await fetch(page.url)).text()
  const events = await fetch(`${page.url}/events`)
  const first = await events.body?.getReader().read()
  const snapshot = new TextDecoder().decode(first?.value)
  expect(snapshot).toContain('"environment":"testing"')
  return [...search.inText('page', document), ...search.inText('page: events', snapshot)]
}
