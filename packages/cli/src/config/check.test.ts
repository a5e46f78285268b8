import { expect, test } from 'vitest'
import { CommandError, type Problem } from '../error/command-error.ts'
import { checkConfig } from './check.ts'
import type { Config } from './config.ts'
import { configurationOf } from './configuration.ts'

const good: Config = {
  name: 'shop',
  services: { web: { start: 'node server.js' } },
  environments: { testing: {}, staging: {}, production: {}, preview: { bakeSeconds: 3 } },
}

const railway = {
  project: 'p1',
  environment: 'e1',
  services: { web: 's1' },
  token: 'env:RAILWAY_TOKEN',
}

function problemsIn(config: unknown): readonly Problem[] {
  try {
    checkConfig(config, 'kickai.config.ts')
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
    expect(error).toMatchObject({ code: 'config-invalid', exitCode: 2 })
    return error.problems
  }
  return []
}

test('a configuration with nothing but the necessary holds, and everything else has its default', () => {
  const { environments, services, lease } = configurationOf(checkConfig(good, 'f'), '/shop', '/shop/kickai.config.ts')
  expect(environments.map(({ name, policy }) => [name, policy.bakeMs, policy.identity])).toEqual([
    ['testing', 10_000, 'proven'],
    ['staging', 30_000, 'proven'],
    ['production', 60_000, 'proven'],
    ['preview', 3_000, 'proven'],
  ])
  expect(services).toEqual([
    { name: 'web', configuration: expect.objectContaining({ startCommand: 'node server.js', healthPath: '/health' }) },
  ])
  expect(lease).toEqual({ limitMs: 15_000, renewMs: 5_000, requestMs: 20_000 })
})

test('every problem is told at once, with its path and a sentence', () => {
  const problems = problemsIn({
    nmae: 'shop',
    services: { web: { start: '', health: 'health', overlapSeconds: 1.5 }, 'Web 2': { start: 'x' } },
    environments: {
      testing: {
        bakeSeconds: '10',
        settings: { web: { 'LOG-LEVEL': 'DEBUG', PORT: 80, TOKEN: { secret: 'TOKEN' } } },
        railway: { ...railway, token: 'rw_secret', endpoint: 'ftp://railway' },
      },
    },
    local: { companions: { chat: { command: [] } }, settings: {} },
  })
  expect(problems.map(({ path }) => path).sort()).toEqual(
    [
      'name',
      'nmae',
      'services.web.start',
      'services.web.health',
      'services.web.overlapSeconds',
      'services.Web 2',
      'environments.testing.bakeSeconds',
      'environments.testing.settings.web.LOG-LEVEL',
      'environments.testing.settings.web.PORT',
      'environments.testing.settings.web.TOKEN.secret',
      'environments.testing.railway.token',
      'environments.testing.railway.endpoint',
      'local.companions.chat.command',
      'local.settings',
    ].sort(),
  )
  for (const { sentence } of problems) expect(sentence).toMatch(/\w+ \w+/)
  expect(JSON.stringify(problems)).not.toContain('rw_secret')
})

test.each([
  ['two services', { services: { web: { start: 'a' }, worker: { start: 'b' } } }, 'services'],
  ['no environment', { environments: {} }, 'environments'],
  ['a reserved name', { environments: { rehearsal: {} } }, 'environments.rehearsal'],
  ['a folder outside', { bundle: { directory: '../other' } }, 'bundle.directory'],
  [
    'settings of another service',
    { environments: { testing: { settings: { api: {} } } } },
    'environments.testing.settings.api',
  ],
  [
    'a service without a place',
    { environments: { testing: { railway: { ...railway, services: {} } } } },
    'environments.testing.railway.services',
  ],
  ['one place twice', { environments: { testing: { railway }, staging: { railway } } }, 'environments.staging.railway'],
  [
    'a local secret on Railway',
    { environments: { testing: { railway, settings: { web: { TOKEN: { secret: 'local:chat' } } } } } },
    'environments.testing.settings.web.TOKEN',
  ],
])('%s is refused', (_name, change, path) => {
  expect(problemsIn({ ...good, ...change }).map((problem) => problem.path)).toEqual([path])
})
