import { expect, test } from 'vitest'
import type { Config } from '../config/config.ts'
import { configurationOf } from '../config/configuration.ts'
import { CommandError } from '../error/command-error.ts'
import { declared, oneProject, projects } from './layouts.ts'
import type { ObservedPlace } from './observed.ts'
import { planProvision } from './plan.ts'
import type { Step } from './step.ts'
import type { WantedPlace } from './wanted.ts'

const config: Config = {
  name: 'shop',
  services: { web: { start: 'node server.js' } },
  environments: { testing: {} },
}
const choices = { destructive: false, newTokens: false }
const missing = { is: 'missing', reference: 'env:T', keptIn: 'T', pending: [] } as const
const nothing: ObservedPlace = {
  services: [],
  inProject: [],
  autoDeploying: [],
  tokens: [],
  token: missing,
  problems: [],
}
const web: ObservedPlace['services'][number] = {
  id: 's1',
  name: 'web',
  startCommand: 'node server.js',
  healthPath: '/health',
  healthTimeoutSeconds: 60,
  overlapSeconds: 2,
  drainingSeconds: 10,
  restartPolicy: 'ON_FAILURE',
  restartRetries: 10,
  replicas: 1,
  regions: {},
  domains: ['a.up.railway.app'],
  deployed: false,
  variables: [],
}
const there: ObservedPlace = {
  ...nothing,
  project: { id: 'p1', name: 'shop-testing' },
  environment: { id: 'e1', name: 'testing' },
  services: [web],
  inProject: [web],
  token: { is: 'good' },
}

function wantedOf(change: Partial<Config> = {}, services: { [service: string]: string } = {}): readonly WantedPlace[] {
  const configuration = configurationOf({ ...config, ...change }, '/shop', '/shop/kickai.config.ts')
  return projects(configuration, ['testing'], { testing: { project: 'p1', environment: 'e1', services } })
}

const steps = (wanted: readonly WantedPlace[], observed: ObservedPlace, chosen = choices) =>
  planProvision(wanted, [observed], chosen).steps
const inShort = (all: readonly Step[]) => all.map((step) => step.do)

test('everything for an empty account, nothing where all is there', () => {
  expect(inShort(steps(wantedOf(), nothing))).toEqual([
    'make project',
    'make service',
    'set service',
    'make address',
    'make token',
  ])
  expect(planProvision(wantedOf(), [there], choices)).toEqual({ steps: [], held: [], notes: [] })
})

test('what a release carries is set until something was deployed; scaling always, each by itself', () => {
  const scaled = {
    environments: {
      testing: { services: { web: { replicas: 3, drainingSeconds: 30, limits: { memoryGigabytes: 2 } } } },
    },
  }
  const [first, limits] = steps(wantedOf(scaled), there)
  expect(first).toMatchObject({ do: 'set service', input: { drainingSeconds: 30, numReplicas: 3 } })
  expect(limits).toMatchObject({ do: 'set limits', limits: { memoryGigabytes: 2 } })
  const deployed = planProvision(wantedOf(scaled), [{ ...there, services: [{ ...web, deployed: true }] }], choices)
  expect(deployed.steps[0]).toMatchObject({ input: { numReplicas: 3 } })
  expect(deployed.notes).toEqual(['testing  web: the next release sets draining time.'])
  for (const memoryBytes of [2e9, 2 * 2 ** 30])
    expect(inShort(steps(wantedOf(scaled), { ...there, services: [{ ...web, memoryBytes }] }))).toEqual(['set service'])
})

test('regions say how many run', () => {
  const inRegions = (regions: { [region: string]: number }) => ({
    ...there,
    services: [{ ...web, regions, replicas: 2 }],
  })
  const two = { environments: { testing: { services: { web: { regions: { west: 1, east: 1 } } } } } }
  expect(steps(wantedOf(two), inRegions({ east: 1, west: 1 }))).toEqual([])
  const three = { environments: { testing: { services: { web: { replicas: 3 } } } } }
  expect(steps(wantedOf(three), inRegions({ west: 2 }))).toMatchObject([
    { input: { multiRegionConfig: { west: { numReplicas: 3 } } } },
  ])
  expect(() => steps(wantedOf(three), inRegions({ west: 1, east: 1 }))).toThrow(CommandError)
  const asMany = { environments: { testing: { services: { web: { replicas: 2 } } } } }
  expect(steps(wantedOf(asMany), inRegions({ west: 1, east: 1 }))).toEqual([])
})

test('automatic deploys are switched off, and an address is made for who answers requests alone', () => {
  expect(inShort(steps(wantedOf(), { ...there, autoDeploying: ['s1'] }))).toEqual(['switch automatic deploys off'])
  const bare = { ...there, services: [{ ...web, domains: [] }] }
  expect(inShort(steps(wantedOf(), bare))).toEqual(['make address'])
  const worker: Config['services'] = { web: { kind: 'worker', start: 'node server.js' } }
  expect(inShort(steps(wantedOf({ services: worker }), bare))).toEqual(['set service'])
})

test('nothing is removed unless that is confirmed', () => {
  const wanted = wantedOf({}, { old: 's2' })
  const observed = { ...there, services: [web, { ...web, id: 's2', name: 'old' }] }
  expect(planProvision(wanted, [observed], choices)).toMatchObject({ steps: [], held: [{ service: 'old' }] })
  const confirmed = planProvision(wanted, [observed], { ...choices, destructive: true })
  expect(confirmed).toMatchObject({ steps: [{ do: 'remove service', id: 's2' }], held: [] })
  // What somebody else put there is nobody's to remove.
  expect(planProvision(wantedOf(), [observed], { ...choices, destructive: true }).steps).toEqual([])
})

test('a token whose value never arrived makes room for another; one that somebody has does not', () => {
  const tokens = [{ id: 't1', name: 'kickai 1', environmentId: 'e1' }]
  const lost = { ...there, tokens, token: { ...missing, pending: ['kickai 1'] } }
  expect(inShort(steps(wantedOf(), lost))).toEqual(['remove lost token', 'make token'])
  const elsewhere = planProvision(wantedOf(), [{ ...there, tokens, token: missing }], choices)
  expect(elsewhere).toMatchObject({ steps: [], notes: [expect.stringContaining('kickai 1')] })
  expect(inShort(steps(wantedOf(), { ...there, tokens, token: missing }, { ...choices, newTokens: true }))).toEqual([
    'make token',
  ])
})

test('all that a human has to settle is told at once', () => {
  const observed: ObservedPlace = {
    ...there,
    token: { is: 'wrong', sentence: 'env:T holds another one' },
    problems: [{ path: 'testing.project', sentence: 'there are 2 of the name shop-testing' }],
  }
  const failed = () => steps(wantedOf(), observed)
  expect(failed).toThrow(expect.objectContaining({ code: 'cannot-provision', exitCode: 4 }))
  expect(failed).toThrow(
    expect.objectContaining({
      problems: ['testing.project', 'testing.token'].map((path) => expect.objectContaining({ path })),
    }),
  )
})

test('a service that was made and not set gets what a new one gets', () => {
  const cron: Config['services'] = { web: { kind: 'cron', start: 'a', schedule: '0 3 * * *' } }
  const wanted = wantedOf({ services: cron })
  const { startCommand, healthPath, healthTimeoutSeconds, ...bare } = web
  const made = { ...bare, overlapSeconds: 0, drainingSeconds: 0 }
  const set = (all: readonly Step[]) => all.find((step) => step.do === 'set service')
  expect(set(steps(wanted, { ...there, services: [made] }))).toEqual(set(steps(wanted, nothing)))
})

test('in one project the places come first, a service once, and what is shared is said', () => {
  const configuration = configurationOf(
    { ...config, environments: { testing: {}, production: {} } },
    '/shop',
    '/shop/kickai.config.ts',
  )
  const names = ['testing', 'production']
  const empty = planProvision(oneProject(configuration, names, {}), [nothing, nothing], choices)
  expect(empty.steps.map(({ environment, do: what }) => `${environment} ${what}`)).toEqual([
    'testing make project',
    'production make environment',
    'testing make service',
    'testing set service',
    'testing make address',
    'testing make token',
    'production set service',
    'production make address',
    'production make token',
  ])
  expect(empty.notes).toEqual([expect.stringMatching(/^testing, production lie in one project, shop: its members/)])

  // An environment that comes later gets the project's services by a patch of its own.
  const { environment: _none, ...elsewhere } = { ...there, services: [], token: missing }
  const wanted = oneProject(configuration, names, {
    testing: { project: 'p1', environment: 'e1', services: { web: 's1' } },
  })
  expect(wanted[1]?.project).toEqual({ name: 'shop', id: 'p1' })
  expect(inShort(planProvision(wanted, [there, elsewhere], choices).steps)).toEqual([
    'make environment',
    'add service',
    'set service',
    'make address',
    'make token',
  ])
})

test('what git declares is one change set: of what is declared alone, with all fields, and without what nobody may read', () => {
  const configuration = configurationOf(config, '/shop', '/shop/kickai.config.ts')
  const declares = (deploy: object, build = {}) =>
    declared(
      new Map([
        [
          'testing',
          {
            project: 'shop',
            resources: [
              { address: 'service.web', type: 'service', kind: 'empty', name: 'web', deploy, build },
              { address: 'volume.data', type: 'volume', name: 'data' },
            ],
          },
        ],
      ]),
    )(configuration, ['testing'], {})
  const credentials = { username: 'u', password: 'secret' }
  const wanted = declares({ numReplicas: 2, registryCredentials: credentials, sleepApplication: true })
  const made = planProvision(wanted, [nothing], choices)
  expect(inShort(made.steps)).toEqual(['make project', 'apply declaration', 'make address', 'make token'])
  expect(made.notes).toEqual(['testing  volume.data: left to "railway config apply".'])
  expect(JSON.stringify(made.steps.map((step) => 'changes' in step && step.changes))).not.toContain('secret')

  const live = { registryCredentials: { username: 'u', password: '*****' }, sleepApplication: true, runtime: 'V2' }
  const running = {
    ...there,
    services: [{ ...web, deployed: true }],
    declared: { etag: 'e1', services: { s1: { deploy: live } } },
  }
  const [step, ...others] = planProvision(wanted, [running], choices).steps
  expect(others).toEqual([])
  expect(step).toMatchObject({
    do: 'apply declaration',
    etag: 'e1',
    changes: [{ name: 'web replicas', from: '1', to: '2' }],
    changeSet: { changes: [{ after: { sleepApplication: true, runtime: 'V2', numReplicas: 2 } }] },
  })
  expect(JSON.stringify(step)).not.toContain('*****')
  expect(planProvision(wanted, [running], choices).notes).toContain(
    'testing  applying the declaration deploys web again.',
  )
  const settled = { ...running, services: [{ ...web, deployed: true, replicas: 2 }] }
  expect(planProvision(wanted, [settled], choices).steps).toEqual([])
})

test('of what git declares nothing is removed, though the configuration no longer names it', () => {
  const configuration = configurationOf(config, '/shop', '/shop/kickai.config.ts')
  const node = (name: string) => ({ address: `service.${name}`, type: 'service', kind: 'empty', name }) as const
  const declaration = { project: 'shop', resources: [node('web'), node('mail')] }
  const services = { web: 's1', mail: 's2', old: 's3' }
  const places = { testing: { project: 'p1', environment: 'e1', services } }
  const [wanted] = declared(new Map([['testing', declaration]]))(configuration, ['testing'], places)
  expect(wanted?.dropped).toEqual([{ name: 'old', id: 's3' }])
})

test('a service that git declares besides, and whose repository shows no branch, is as it is declared', () => {
  const configuration = configurationOf(config, '/shop', '/shop/kickai.config.ts')
  const source = { type: 'repo', repo: 'club/mail', branch: 'main' } as const
  const resources = [
    { address: 'service.web', type: 'service', kind: 'empty', name: 'web' },
    { address: 'service.mail', type: 'service', kind: 'repo', name: 'mail', source },
  ] as never
  const wanted = declared(new Map([['testing', { project: 'shop', resources }]]))(configuration, ['testing'], {})
  const held = (repo: string): ObservedPlace => ({
    ...there,
    services: [
      { ...web, deployed: true },
      { ...web, id: 's2', name: 'mail' },
    ],
    declared: { etag: 'e1', services: { s1: {}, s2: { source: { repo } } } },
  })
  expect(planProvision(wanted, [held('club/mail')], choices).steps).toEqual([])
  expect(planProvision(wanted, [held('club/other')], choices).steps).toMatchObject([{ do: 'apply declaration' }])
})
