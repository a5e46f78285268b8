import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createRailwayClient, createWorkspace } from '@kickai/railway'
import { type RunningPlatform, startPlatform } from '@kickai/railway-local'
import { expect, onTestFinished, test } from 'vitest'
import { startEmbedded } from '../fixtures/embedded.ts'
import { temporaryFolder } from '../fixtures/folder.ts'
import { kickai } from '../fixtures/kickai.ts'
import { projects } from '../provision/layouts.ts'
import { railwayTokens } from '../provision/railway-tokens.ts'
import { lookAndPlan } from '../provision/run.ts'
import { openSecrecy } from '../secrecy/secrecy.ts'
import { readPlaces } from '../workspace/places.ts'
import { workspaceOf } from '../workspace/workspace.ts'
import { loadProject } from './project.ts'

const services = {
  web: { start: 'node server.mjs' },
  worker: { kind: 'worker', start: 'node worker.mjs', drainingSeconds: 4 },
}
const environments = {
  testing: {},
  production: {
    services: { web: { replicas: 2, limits: { processors: 2, memoryGigabytes: 1 }, overlapSeconds: 20 } },
  },
}

/** A folder whose configuration is for a platform that nothing was made on yet, reached as Railway is. */
async function stage(): Promise<{
  folder: string
  platform: RunningPlatform
  write(config: object): void
  variables: NodeJS.ProcessEnv
}> {
  const folder = temporaryFolder()
  const platform = await startPlatform({ directory: join(folder, 'platform'), port: 0 })
  onTestFinished(() => platform.stop())
  const write = (config: object) =>
    writeFileSync(
      join(folder, 'kickai.config.json'),
      JSON.stringify({ name: 'shop', services, environments, account: { endpoint: platform.url }, ...config }),
    )
  write({})
  return { folder, platform, write, variables: { RAILWAY_API_TOKEN: platform.accountToken } }
}

async function ask(platform: RunningPlatform, query: string) {
  const headers = { authorization: `Bearer ${platform.accountToken}`, 'content-type': 'application/json' }
  const answer = await fetch(`${platform.url}/graphql/v2`, { method: 'POST', headers, body: JSON.stringify({ query }) })
  return ((await answer.json()) as { data: never }).data
}

test('an empty account gets everything, once; then there is nothing to do, and releases find their way', async () => {
  const { folder, platform, write, variables } = await stage()
  const plan = await kickai(folder, ['provision', '--plan'], variables)
  expect(plan).toMatchObject({ code: 0 })
  expect(plan.out).toContain('shop-production')
  expect(plan.out).toMatch(/production +set service +web +.*overlap 0 → 20.*replicas 1 → 2/)
  expect(await ask(platform, '{ projects { edges { node { id } } } }')).toEqual({ projects: { edges: [] } })

  const made = await kickai(folder, ['provision', '--json'], variables)
  expect(made).toMatchObject({ code: 0 })
  const token = readFileSync(join(folder, '.kickai/tokens/RAILWAY_TOKEN_TESTING'), 'utf8').trim()
  expect(statSync(join(folder, '.kickai/tokens/RAILWAY_TOKEN_TESTING')).mode & 0o777).toBe(0o600)
  for (const text of [made.out, made.err, readFileSync(join(folder, 'kickai.places.json'), 'utf8')]) {
    expect(text).not.toContain(token)
    expect(text).not.toContain(platform.accountToken)
  }
  const [testing, production] = made.json().places
  expect(testing).toMatchObject({
    projectName: 'shop-testing',
    environmentName: 'testing',
    token: 'env:RAILWAY_TOKEN_TESTING',
  })
  const { web } = production.services
  const instance = `serviceInstance(environmentId: "${production.environmentId}", serviceId: "${web}")`
  expect(await ask(platform, `{ ${instance} { startCommand numReplicas overlapSeconds healthcheckPath } }`)).toEqual({
    serviceInstance: {
      startCommand: 'node server.mjs',
      numReplicas: 2,
      overlapSeconds: 20,
      healthcheckPath: '/health',
    },
  })

  const again = await kickai(folder, ['provision', '--json'], variables)
  expect(again.json()).toMatchObject({ changes: 0, steps: [], held: [] })
  // With the kept tokens an environment is connected, and nothing has been released there.
  expect((await kickai(folder, ['validate', 'production', '--json'])).json()).toMatchObject({ valid: true })

  write({ services: { web: services.web } })
  const held = await kickai(folder, ['provision', '--json'], variables)
  expect(held.json()).toMatchObject({ changes: 0, held: [{ service: 'worker' }, { service: 'worker' }] })
  const removed = await kickai(folder, ['provision', 'testing', '--confirm-destructive', '--json'], variables)
  expect(removed.json()).toMatchObject({ changes: 1, steps: [{ environment: 'testing', do: 'remove service' }] })
  const { project } = await ask(
    platform,
    `{ project(id: "${testing.projectId}") { services { edges { node { name } } } } }`,
  )
  expect(project).toEqual({ services: { edges: [{ node: { name: 'web' } }] } })
}, 60_000)

test('lost answers are looked for, a token whose value was lost is made again, and one that is elsewhere is not', async () => {
  const { folder, platform, write, variables } = await stage()
  write({ services: { web: services.web }, environments: { testing: {} } })
  const fault = async (operation: string) => {
    const headers = { authorization: `Bearer ${platform.accountToken}`, 'content-type': 'application/json' }
    const body = JSON.stringify({ operation, effect: 'lose-answer' })
    expect((await fetch(`${platform.url}/local/faults`, { method: 'POST', headers, body })).ok).toBe(true)
  }
  for (const each of ['projectCreate', 'serviceCreate', 'serviceInstanceUpdate', 'projectTokenCreate'])
    await fault(each)
  const made = await kickai(folder, ['provision', '--json'], variables)
  expect(made).toMatchObject({ code: 0 })
  const [{ projectId }] = made.json().places
  const held = await ask(
    platform,
    `{ projects { edges { node { id } } } projectTokens(projectId: "${projectId}") { edges { node { name } } } }`,
  )
  expect(held).toMatchObject({ projects: { edges: [{ node: { id: projectId } }] } })
  expect((held as { projectTokens: { edges: object[] } }).projectTokens.edges).toHaveLength(1)
  expect(readdirSync(join(folder, '.kickai/tokens')).sort()).toEqual(['.gitignore', 'RAILWAY_TOKEN_TESTING'])

  rmSync(join(folder, '.kickai/tokens'), { recursive: true })
  const elsewhere = await kickai(folder, ['provision', '--json'], variables)
  expect(elsewhere.json()).toMatchObject({ changes: 0, notes: [expect.stringContaining('--new-tokens')] })
  const another = await kickai(folder, ['provision', '--new-tokens', '--json'], variables)
  expect(another.json()).toMatchObject({ changes: 1, steps: [{ do: 'make token' }] })
}, 60_000)

test('what is there already is taken, and what only a human can settle is told before anything is made', async () => {
  const { folder, platform, write } = await stage()
  const workspace = createWorkspace(
    createRailwayClient({ endpoint: platform.url, token: { kind: 'account', value: platform.accountToken } }),
  )
  // As `railway init` makes it.
  const made = await workspace.createProject('shop-testing', 'production')
  for (const _ of [1, 2]) await workspace.createProject('shop-staging')
  const railway = { project: 'gone', environment: 'e', services: { web: 's' }, token: 'env:TOKEN' }
  write({ services: { web: services.web }, environments: { testing: {}, staging: {}, production: { railway } } })
  const project = await loadProject(
    { folder, variables: { RAILWAY_TOKEN_TESTING: 'not-one', TOKEN: 'nor-this' }, secrecy: openSecrecy() },
    { incomplete: true },
  )
  const plan = async (...names: string[]) => {
    const places = Object.fromEntries(project.configuration.environments.map((each) => [each.name, each.railway]))
    const wanted = projects(project.configuration, names, places)
    const making = { workspace, tokens: railwayTokens(project, platform.url) }
    return await lookAndPlan(making, wanted, { destructive: false, newTokens: false })
  }
  await expect(plan('testing', 'staging', 'production')).rejects.toMatchObject({
    code: 'cannot-provision',
    problems: [
      { path: 'testing.token', sentence: expect.stringContaining('env:RAILWAY_TOKEN_TESTING') },
      { path: 'staging.project', sentence: expect.stringContaining('2 of the name shop-staging') },
      { path: 'production.project', sentence: expect.stringContaining('gone') },
      { path: 'production.token' },
    ],
  })
  delete project.variables.RAILWAY_TOKEN_TESTING
  const { observed } = await plan('testing')
  expect(observed).toMatchObject([{ project: { id: made.id }, environment: { name: 'production' } }])
}, 30_000)

test('on the embedded platform the same is made in the same way', async () => {
  const folder = temporaryFolder()
  const write = (config: object) =>
    writeFileSync(join(folder, 'kickai.config.json'), JSON.stringify({ name: 'shop', environments, ...config }))
  write({ services: { web: services.web } })
  await startEmbedded(folder)
  write({ services })
  const made = await kickai(folder, ['provision', 'testing', '--local', '--json'])
  expect(made.json()).toMatchObject({
    changes: 2,
    steps: [
      { do: 'make service', service: 'worker' },
      { do: 'set service', service: 'worker' },
    ],
    places: [{ services: readPlaces(workspaceOf(folder)).testing?.services }],
  })
}, 30_000)

test('without the account’s token nothing begins', async () => {
  const config = { name: 'shop', services, environments }
  const folder = temporaryFolder({ 'kickai.config.json': JSON.stringify(config) })
  const missing = await kickai(folder, ['provision', '--json'], { RAILWAY_API_TOKEN: '' })
  expect(missing).toMatchObject({ code: 2 })
  expect(missing.json().error).toMatchObject({ code: 'secret-missing', problems: [{ path: 'account.token' }] })
}, 30_000)
