import { expect, test } from 'vitest'
import { CommandError, type Problem } from '../error/command-error.ts'
import { checkConfig } from './check.ts'
import type { Config } from './config.ts'
import { configurationOf, servicesIn } from './configuration.ts'

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
    {
      name: 'web',
      configuration: expect.objectContaining({ startCommand: 'node server.js', healthPath: '/health' }),
      smoke: [],
    },
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

test('hooks, notices, approval and promotion are checked like everything else', () => {
  const wrong = {
    ...good,
    hooks: {
      after: 'x',
      before: { run: '', deadlineSeconds: 0 },
      afterLive: [{ run: 'x', variables: { A: { secret: 'local:a' } } }],
    },
    notify: [
      { to: 'mail', url: 'https://hooks.slack.com/planted' },
      { to: 'slack', url: 'env:A', key: 'env:B' },
      { to: 'url', url: 'env:A', on: ['dead'], environments: ['nowhere'] },
    ],
    environments: { testing: { approval: 'yes', promotion: { heldSeconds: -1 }, errorBudget: { days: 0 }, hooks: [] } },
  }
  const paths = problemsIn(wrong).map(({ path }) => path.replace(/^(hooks\.\w+).*/, '$1'))
  expect([...new Set(paths)].sort()).toEqual([
    'environments.testing.approval',
    'environments.testing.errorBudget.days',
    'environments.testing.hooks',
    'environments.testing.promotion.heldSeconds',
    'hooks.after',
    'hooks.afterLive',
    'hooks.before',
    'notify.0.to',
    'notify.0.url',
    'notify.2.on.0',
  ])
  expect(JSON.stringify(problemsIn(wrong))).not.toContain('planted')
  const right = { ...good, notify: wrong.notify.slice(1).map((each) => ({ ...each, on: ['live' as const] })) }
  expect(problemsIn(right).map(({ path }) => path)).toEqual(['notify.0.key', 'notify.1.environments'])
})

test('hooks for all come before those of the environment, and who is told hears of everything but blocked ones', () => {
  const config = checkConfig(
    {
      ...good,
      hooks: { before: ['a', { run: 'b', deadlineSeconds: 2, variables: { B: '1', A: { secret: 'env:A' } } }] },
      notify: [
        { to: 'slack', url: 'env:S' },
        { to: 'url', url: 'file:u', on: ['blocked'], environments: ['staging'] },
      ],
      environments: {
        testing: { hooks: { before: 'c' }, approval: true, deadlines: { approvalSeconds: 60 }, promotion: {} },
        staging: { errorBudget: false },
      },
    },
    'f',
  )
  const [testing, staging] = configurationOf(config, '/', '/f').environments
  expect(testing?.policy).toMatchObject({ approval: true, approvalMs: 60_000 })
  expect(testing?.around?.promotion).toEqual({ heldMs: 0 })
  expect(testing?.around?.errorBudget).toEqual({ availability: 0.999, days: 30, noData: 'pass' })
  expect(staging?.around?.errorBudget).toBeUndefined()
  const variables = [
    { name: 'B', value: '1' },
    { name: 'A', secret: 'env:A' },
  ]
  expect(testing?.around?.hooks.before).toEqual([
    { command: 'a', limitMs: 60_000, variables: [] },
    { command: 'b', limitMs: 2_000, variables },
    { command: 'c', limitMs: 60_000, variables: [] },
  ])
  expect(testing?.around?.destinations).toEqual([
    { kind: 'slack', address: 'env:S', on: expect.not.arrayContaining(['blocked']) },
  ])
  expect(staging?.around?.destinations.map(({ address }) => address)).toEqual(['env:S', 'file:u'])
  expect(staging?.policy.approval).toBe(false)
})

test.each([
  ['no service', { services: {} }, 'services'],
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
  ['a registry with a tag', { artifacts: { registry: 'ghcr.io/team/club:latest' } }, 'artifacts.registry'],
  ['an unencrypted registry', { artifacts: { registry: 'http://ghcr.io/team/club' } }, 'artifacts.registry'],
  [
    'a user of no registry',
    { artifacts: { user: 'deployer', password: 'env:REGISTRY_PASSWORD' } },
    'artifacts.registry',
  ],
  [
    'a user without a password',
    { artifacts: { registry: 'ghcr.io/team/club', user: 'deployer' } },
    'artifacts.password',
  ],
  [
    'a password without a user',
    { artifacts: { registry: 'ghcr.io/team/club', password: 'env:REGISTRY_PASSWORD' } },
    'artifacts.user',
  ],
  [
    'a token beside a user',
    {
      artifacts: { registry: 'ghcr.io/team/club', user: 'deployer', password: 'env:PASSWORD', token: 'env:TOKEN' },
    },
    'artifacts.token',
  ],
  [
    'a password in the clear',
    { artifacts: { registry: 'ghcr.io/team/club', user: 'deployer', password: 'rw_secret' } },
    'artifacts.password',
  ],
  [
    'a local secret on Railway',
    { environments: { testing: { railway, settings: { web: { TOKEN: { secret: 'local:chat' } } } } } },
    'environments.testing.settings.web.TOKEN',
  ],
])('%s is refused', (_name, change, path) => {
  expect(problemsIn({ ...good, ...change }).map((problem) => problem.path)).toEqual([path])
})

const mixed = {
  web: { start: 'a', smoke: [{ path: '/' }] },
  worker: { kind: 'worker', start: 'b' },
  nightly: { kind: 'cron', start: 'c', schedule: '0 3 * * *' },
} as const

test('services of every kind hold, in their order, each with what belongs to it', () => {
  const { services } = configurationOf(checkConfig({ ...good, services: mixed }, 'f'), '/shop', '/shop/f')
  expect(services).toMatchObject([
    { name: 'web', configuration: { healthPath: '/health', overlapSeconds: 2 }, smoke: [{ path: '/', status: 200 }] },
    { name: 'worker', configuration: { kind: 'worker', overlapSeconds: 0, restartPolicy: 'ON_FAILURE' }, smoke: [] },
    { name: 'nightly', configuration: { kind: 'cron', schedule: '0 3 * * *', restartPolicy: 'NEVER' }, smoke: [] },
  ])
  expect(services.map(({ configuration }) => 'healthPath' in configuration)).toEqual([true, false, false])
})

test('all that does not go with the kinds of services is told at once', () => {
  const services = {
    one: { kind: 'worker', start: 'a', health: '/health', smoke: [], schedule: '0 3 * * *' },
    two: { kind: 'cron', start: 'b', healthTimeoutSeconds: 3 },
    three: { kind: 'cron', start: 'c', schedule: '* * * * *' },
  }
  const environments = { testing: { identity: 'proven' }, staging: {}, production: { identity: 'attested' } }
  expect(problemsIn({ ...good, services, environments }).map(({ path }) => path)).toEqual([
    'services.one.health',
    'services.one.smoke',
    'services.one.schedule',
    'services.two.healthTimeoutSeconds',
    'services.two.schedule',
    'services.three.schedule',
    'environments.testing.identity',
  ])
})

test('environments may lie in one project, in an environment of Railway each', () => {
  const staging = { ...railway, environment: 'e2', services: { web: 's2' }, token: 'env:OTHER' }
  expect(problemsIn({ ...good, environments: { testing: { railway }, staging: { railway: staging } } })).toEqual([])
})

test('what is otherwise in one environment is so there alone', () => {
  const services = { web: { health: '/live', overlapSeconds: 20, restart: { policy: 'always' as const }, replicas: 2 } }
  const config: Config = { ...good, environments: { testing: {}, production: { services } } }
  const configuration = configurationOf(checkConfig(config, 'f'), '/shop', '/shop/f')
  const inside = (name: string) => servicesIn(configuration, name)[0]?.configuration
  expect(inside('testing')).toMatchObject({ healthPath: '/health', overlapSeconds: 2, restartPolicy: 'ON_FAILURE' })
  expect(inside('production')).toMatchObject({ healthPath: '/live', overlapSeconds: 20, restartPolicy: 'ALWAYS' })
  expect(configuration.environments[1]?.scaling).toEqual({ web: { replicas: 2 } })
})

test('what cannot be in one environment is told at once', () => {
  const services = { worker: { health: '/', replicas: 2, regions: { west: 1 } }, gone: {}, web: { replicas: 0 } }
  const wrong = { ...good, services: mixed, environments: { testing: { services } } }
  expect(problemsIn(wrong).map(({ path }) => path)).toEqual(['environments.testing.services.web.replicas'])
  const { web, ...others } = services
  expect(problemsIn({ ...wrong, environments: { testing: { services: others } } }).map(({ path }) => path)).toEqual([
    'environments.testing.services.worker.health',
    'environments.testing.services.worker.regions',
    'environments.testing.services.gone',
  ])
})
