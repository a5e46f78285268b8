import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startPlatform } from '@kickai/railway-local'
import { expect, onTestFinished, test } from 'vitest'
import { temporaryFolder } from '../fixtures/folder.ts'
import { kickai } from '../fixtures/kickai.ts'
import { nodeConfig } from '../fixtures/node-service.ts'
import { openSecrecy } from '../secrecy/secrecy.ts'
import type { CommandContext } from './command.ts'
import { leave } from './leave.ts'

test('a repository finds what there is on Railway, and leaves it again as it is meant to be left', async () => {
  const home = temporaryFolder()
  const platform = await startPlatform({ directory: join(home, 'platform'), port: 0 })
  onTestFinished(() => platform.stop())
  const account = { endpoint: platform.url }
  const services = { web: { start: 'node server.js' }, nightly: { kind: 'cron', start: 'a', schedule: '0 3 * * *' } }
  const environments = { testing: {}, production: {} }
  writeFileSync(join(home, 'kickai.config.json'), JSON.stringify({ name: 'shop', services, environments, account }))
  const variables = { RAILWAY_API_TOKEN: platform.accountToken, RAILWAY_GRAPHQL_ENDPOINT: platform.url }
  const [, production] = (await kickai(home, ['provision', '--json'], variables)).json().places

  const query = async (text: string, more: object) => {
    const headers = { authorization: `Bearer ${platform.accountToken}`, 'content-type': 'application/json' }
    const body = JSON.stringify({ query: text, variables: more })
    const answer = await fetch(`${platform.url}/graphql/v2`, { method: 'POST', headers, body })
    expect(await answer.json()).not.toHaveProperty('errors')
  }
  const place = { environmentId: production.environmentId, serviceId: production.services.web }
  await query(
    'mutation($s: String!, $e: String!, $v: VariableCollectionUpsertInput!, $a: ServiceInstanceAutoDeployUpdateInput!) {' +
      ' serviceInstanceUpdate(serviceId: $s, environmentId: $e, input: { source: { repo: "club/shop" } })' +
      ' variableCollectionUpsert(input: $v) serviceInstanceAutoDeployUpdate(input: $a) { enabled } }',
    {
      s: place.serviceId,
      e: place.environmentId,
      v: { ...place, projectId: production.projectId, variables: { API_KEY: 'planted' }, skipDeploys: true },
      a: { ...place, projectId: production.projectId, enabled: false },
    },
  )

  const folder = temporaryFolder({
    'package.json': '{"name":"store","scripts":{"start":"node server.js"}}',
    'server.js': '',
  })
  const lost = await kickai(folder, ['init', '--project', 'market', '--json'], variables)
  expect(lost.json().error).toMatchObject({ code: 'usage', wayOut: expect.stringContaining('--project') })
  // The repository has another name than its projects.
  const found = await kickai(folder, ['init', '--project', 'shop', '--json'], variables)
  expect(found).toMatchObject({ code: 0 })
  expect(found.out + found.err).not.toMatch(new RegExp(`planted|${platform.accountToken}`))
  expect(found.json()).toMatchObject({
    environments: ['testing', 'production'],
    services: [
      { name: 'web', kind: 'web', start: 'node server.js', health: '/health' },
      { name: 'nightly', kind: 'cron', start: 'a', schedule: '0 3 * * *' },
    ],
    notes: expect.arrayContaining([expect.stringContaining('API_KEY')]),
  })
  // It ends as `kickai doctor` would: what is missing here, and what is to be seen there.
  const told = found.json().findings.map(({ environment, code }: Record<string, string>) => `${environment} ${code}`)
  expect(told).toEqual(expect.arrayContaining(['testing secret-missing', 'production secret-missing']))
  expect(found.json().findings).toContainEqual(
    expect.objectContaining({ code: 'secret-missing', wayOut: expect.any(String) }),
  )
  expect(readFileSync(join(folder, 'kickai.config.ts'), 'utf8').split('\n').length).toBeLessThanOrEqual(31)
  expect(readFileSync(join(folder, '.github/workflows/kickai.yml'), 'utf8')).toContain(
    'secrets.RAILWAY_TOKEN_PRODUCTION',
  )
  expect((await kickai(folder, ['validate', '--json'])).json()).toMatchObject({
    environments: ['testing', 'production'],
  })

  const unasked = await kickai(folder, ['leave', '--json'], variables)
  expect(unasked).toMatchObject({ code: 2 })
  expect(unasked.err).toMatch(/production +web +automatic deploys: off → on +club\/shop/)
  const left = await kickai(folder, ['leave', '--yes', '--json'], variables)
  expect(left.json()).toMatchObject({ changes: 1 })
  expect(left.json().services).toContainEqual({ environment: 'production', service: 'web', state: 'switched on' })
  const again = await kickai(folder, ['leave', '--yes'], variables)
  expect(again).toMatchObject({ code: 0 })
  expect(again.out).toMatch(/Nothing was to be changed[\s\S]*kickai\.yml still releases/)
  const plan = await kickai(home, ['provision', '--plan', '--json'], variables)
  expect(plan.json()).toMatchObject({ changes: 1, steps: [{ do: 'switch automatic deploys off', service: 'web' }] })
}, 60_000)

test('where Railway is demanded and there is no token nothing is written', async () => {
  const folder = temporaryFolder({ 'server.py': "os.environ['PORT']" })
  const none = { RAILWAY_API_TOKEN: '', RAILWAY_TOKEN: '' }
  const demanded = await kickai(folder, ['init', '--railway', '--json'], none)
  expect(demanded).toMatchObject({ code: 2 })
  expect(demanded.json().error.code).toBe('secret-missing')
  expect(existsSync(join(folder, 'kickai.config.ts'))).toBe(false)
}, 30_000)

test('of what stays only that is named which is there', async () => {
  const folder = temporaryFolder({ 'kickai.config.mjs': nodeConfig })
  const context: Partial<CommandContext> = {
    folder,
    variables: {},
    progress: { line() {}, now() {}, rest() {} },
    secrecy: openSecrecy(),
  }
  const { lines } = await leave.run(context as CommandContext, [undefined], {})
  expect(lines).toEqual([
    'No environment is on Railway; there is nothing to give back.',
    'What stays:',
    expect.stringMatching(/^ {2}kickai\.config\.mjs: remove them/),
  ])
})
