import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createRailwayClient, createWorkspace } from '@kickai/railway'
import { startPlatform } from '@kickai/railway-local'
import { expect, onTestFinished, test } from 'vitest'
import { temporaryFolder, writeFiles } from '../fixtures/folder.ts'
import { call, kickai } from '../fixtures/kickai.ts'
import { until } from '../fixtures/until.ts'

async function stage() {
  const folder = temporaryFolder()
  const platform = await startPlatform({ directory: join(folder, 'platform'), port: 0 })
  onTestFinished(() => platform.stop())
  const config = {
    name: 'shop',
    services: { web: { start: 'node server.mjs' } },
    environments: { testing: {} },
    account: { endpoint: platform.url },
  }
  writeFiles(folder, { 'kickai.config.json': JSON.stringify(config) })
  const token = { kind: 'account', value: platform.accountToken } as const
  const workspace = createWorkspace(createRailwayClient({ endpoint: platform.url, token }))
  return { folder, platform, workspace, variables: { RAILWAY_API_TOKEN: platform.accountToken } }
}

test('a probe says what it takes and asks; what a killed one left the next one deletes; its report holds no secret', async () => {
  const { folder, platform, workspace, variables } = await stage()
  const unasked = await kickai(folder, ['probe', '--json'], variables)
  expect(unasked).toMatchObject({ code: 2 })
  expect(unasked.err).toMatch(/Makes a project of its own on 127\.0\.0\.1.*\nAbout \d+ requests/)
  expect(await workspace.projects()).toEqual([])

  const killed = call(folder, ['probe', '--yes'], variables)
  await until(
    () => workspace.projects(),
    (all) => all.length === 1,
  )
  killed.child.kill('SIGKILL')
  await killed.ended
  const [left] = await workspace.projects()
  expect(left?.name).toMatch(/^kickai-probe-/)

  const only = 'errors-in-messages,gigabyte-of-memory,edge-limit'
  const probed = await kickai(folder, ['probe', '--yes', '--only', only, '--json', '--out', 'report'], variables)
  expect(probed).toMatchObject({ code: 0 })
  expect(probed.json()).toMatchObject({
    platform: 'this machine',
    counts: { confirmed: 2, refuted: 0, 'not tested': 1 },
    cleaned: true,
  })
  expect(await workspace.projects()).toEqual([])
  const files = readdirSync(join(folder, 'report')).sort()
  expect(files).toEqual([expect.stringMatching(/\.json$/), expect.stringMatching(/\.txt$/)])
  const [json = '', text = ''] = files.map((name) => readFileSync(join(folder, 'report', name), 'utf8'))
  expect(text).toMatch(/confirmed\n.*errors-in-messages +status 200/s)
  expect(text).toContain('The throw-away project is deleted.')
  for (const each of [json, text, probed.out, probed.err]) {
    expect(each).not.toContain(platform.accountToken)
    expect(each).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-/)
  }
}, 60_000)

test('a signal ends it, and what it made is deleted', async () => {
  const { folder, workspace, variables } = await stage()
  const probing = call(folder, ['probe', '--yes', '--json'], variables)
  await until(
    () => workspace.projects(),
    (all) => all.length === 1,
  )
  probing.child.kill('SIGTERM')
  const ended = await probing.ended
  expect(ended).toMatchObject({ code: 5 })
  expect(ended.json().error).toMatchObject({ code: 'interrupted' })
  expect(await workspace.projects()).toEqual([])
  expect((await kickai(folder, ['probe', '--only', 'nothing', '--json'], variables)).json().error.code).toBe('usage')
}, 60_000)
