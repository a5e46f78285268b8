import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type RunningPlatform, startPlatform } from '@kickai/railway-local'
import { expect, onTestFinished, test } from 'vitest'
import { temporaryFolder, writeFiles } from '../fixtures/folder.ts'
import { kickai } from '../fixtures/kickai.ts'
import { layoutOf } from '../provision/layout-of.ts'
import { openSecrecy } from '../secrecy/secrecy.ts'
import type { CommandContext } from './command.ts'
import { loadProject } from './project.ts'
import { provision } from './provision.ts'

const services = { web: { start: 'node server.mjs' } }

function folderOf(platform: { readonly url: string }, layout: string, config: object): string {
  const folder = temporaryFolder()
  // As "npm install railway" leaves it.
  symlinkSync(join(import.meta.dirname, '../../../../node_modules'), join(folder, 'node_modules'))
  write(folder, platform, layout, config)
  return folder
}

function write(folder: string, { url }: { readonly url: string }, layout: string, config: object): void {
  const whole = { name: 'shop', services, account: { endpoint: url, layout }, ...config }
  writeFileSync(join(folder, 'kickai.config.json'), JSON.stringify(whole))
}

async function platformOf(): Promise<RunningPlatform> {
  const platform = await startPlatform({ directory: join(temporaryFolder(), 'platform'), port: 0 })
  onTestFinished(() => platform.stop())
  return platform
}

/** Calls the command in this process. */
async function run(folder: string, platform: RunningPlatform, environment?: string): Promise<object> {
  const context: Partial<CommandContext> = {
    folder,
    variables: { RAILWAY_API_TOKEN: platform.accountToken },
    progress: { line() {}, now() {}, rest() {} },
    signal: new AbortController().signal,
    secrecy: openSecrecy(),
    json: true,
  }
  return (await provision.run(context as CommandContext, [environment], {})).fields
}

test('one project: an environment that comes later joins, and what is laid out otherwise is not moved', async () => {
  const platform = await platformOf()
  const folder = folderOf(platform, 'one-project', { environments: { testing: {} } })
  const [testing] = ((await run(folder, platform)) as { places: { projectId: string; services: object }[] }).places
  write(folder, platform, 'one-project', {
    environments: { testing: {}, production: { services: { web: { replicas: 2 } } } },
  })
  const joined = (await run(folder, platform)) as { steps: { environment: string; do: string }[] }
  expect(joined.steps.map((step) => step.do).slice(0, 3)).toEqual(['make environment', 'add service', 'set service'])
  expect(joined.steps.every(({ environment }) => environment === 'production')).toBe(true)
  expect(joined).toMatchObject({
    notes: [expect.stringContaining('one project, shop')],
    places: [{ projectId: testing?.projectId }, { projectId: testing?.projectId, services: testing?.services }],
  })
  expect(await run(folder, platform)).toMatchObject({ changes: 0 })

  const place = (name: string) => ({ project: `of-${name}`, environment: 'e', services: {}, token: 'env:T' })
  const environments = { testing: place('testing'), production: place('production') }
  writeFiles(folder, { 'kickai.places.json': JSON.stringify({ environments }) })
  const apart = { code: 'cannot-provision', problems: [{ path: 'production.project' }] }
  await expect(run(folder, platform)).rejects.toMatchObject(apart)
  // Nor is one that is new put into the project of either of them.
  const three = { testing: {}, staging: {}, production: {} }
  write(folder, platform, 'one-project', { environments: three })
  await expect(run(folder, platform, 'staging')).rejects.toMatchObject(apart)
}, 30_000)

const declaration = (web: string, more = '') => `
import { defineRailway, project, service, volume } from 'railway/iac'
export default defineRailway((context) => project('declared-shop', { resources: [service('web', ${web}), ${more}] }))
`

test('what git declares and what is configured must go together, which is told before anything is made', async () => {
  const environments = { testing: { services: { web: { replicas: 2 } } } }
  const wanted = async (text?: string) => {
    const folder = folderOf({ url: 'http://127.0.0.1:1' }, 'iac', { environments })
    if (text !== undefined) writeFiles(folder, { '.railway/railway.ts': text })
    const project = await loadProject({ folder, variables: {}, secrecy: openSecrecy() }, { incomplete: true })
    return await layoutOf(project.configuration, ['testing'], {})
  }
  await expect(wanted()).rejects.toMatchObject({ code: 'declaration-unreadable' })
  await expect(wanted('export default 1')).rejects.toMatchObject({ code: 'declaration-unreadable' })
  const other = declaration(`{ start: 'node other.mjs', env: { A: 'x' }, source: { repo: 'a/b' } }`)
  await expect(wanted(other)).rejects.toMatchObject({
    code: 'cannot-provision',
    problems: ['startCommand "node other.mjs"', 'source', 'sets A', 'leave replicas out'].map((part) => ({
      path: 'testing.services.web',
      sentence: expect.stringContaining(part),
    })),
  })
})

test('what git declares is made as one change, and values of variables are compared by Railway', async () => {
  const platform = await platformOf()
  const folder = folderOf(platform, 'iac', { environments: { testing: {}, production: {} } })
  const call = (...words: string[]) =>
    kickai(folder, ['provision', ...words, '--json'], { RAILWAY_API_TOKEN: platform.accountToken })
  const more = `service('mail', { env: { KEY: 'secret-of-mail', WEB: 'x' } }), volume('data')`
  const sleeping = 'deploy: { sleepApplication: true }'
  const web = `{ replicas: context.isEnvironment('production') ? 3 : 1, ${sleeping} }`
  writeFiles(folder, { '.railway/railway.ts': declaration(web, more) })
  const made = await call()
  expect(made).toMatchObject({ code: 0 })
  expect(`${made.out}${made.err}`).not.toContain('secret-of-mail')
  expect(made.json().notes).toContainEqual(expect.stringContaining('volume.data: left to "railway config apply"'))
  expect((await call()).json()).toMatchObject({ changes: 0 })

  const text = declaration(`{ replicas: 2, ${sleeping} }`, more.replace("'x'", "'y'"))
  writeFiles(folder, { '.railway/railway.ts': text })
  expect((await call('production')).json().steps).toMatchObject([
    {
      do: 'apply declaration',
      changes: [
        { name: 'web replicas', from: '3', to: '2' },
        { name: 'service.mail WEB', to: 'another value' },
      ],
    },
  ])
}, 60_000)
