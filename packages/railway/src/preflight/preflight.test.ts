import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import type { Double } from '../fixtures/double.ts'
import { quickClock, quickPauses } from '../fixtures/quick-clock.ts'
import { place, plantedToken, scene, target } from '../fixtures/scene.ts'

const settings = {
  id: 'i',
  startCommand: null,
  healthcheckPath: null,
  healthcheckTimeout: null,
  overlapSeconds: null,
  drainingSeconds: null,
  restartPolicyType: 'ON_FAILURE',
  restartPolicyMaxRetries: 10,
  cronSchedule: null,
  preDeployCommand: null,
  railwayConfigFile: null,
  sleepApplication: false,
  source: null,
}

const service = (change: object) => ({ data: { serviceInstance: { ...settings, ...change } } })
const token = (projectId: string, environmentId: string) => {
  const [project, environment] = [projectId, environmentId].map((id) => ({ id, name: id }))
  return { data: { projectToken: { id: 't', name: 'release', projectId, environmentId, project, environment } } }
}
const staged = (status: string, patch: unknown) => ({ data: { environmentStagedChanges: { id: 'c', status, patch } } })
const platformState = (change: object) => ({
  data: { platformStatus: { isStable: true, incident: null, maintenance: null, ...change } },
})
const volumes = (...serviceIds: (string | null)[]) => {
  const edges = serviceIds.map((serviceId, index) => ({ node: { id: `v${index}`, serviceId, mountPath: '/data' } }))
  return { data: { environment: { id: 'e', volumeInstances: { edges } } } }
}

const planned = {
  healthTimeoutSeconds: 30,
  overlapSeconds: 0,
  drainingSeconds: 5,
  restartPolicy: 'ON_FAILURE',
  restartRetries: 3,
} as const

/** Everything as it should be. */
function allGood(double: Double): void {
  double.script('ProjectToken', token(place.projectId, place.environmentId))
  double.script('ServiceSettings', service({}))
  double.script('StagedChanges', staged('STAGED', {}))
  double.script('PlatformStatus', platformState({}))
  double.script('Volumes', volumes('another-service', null))
  double.script('AutoDeploy', { data: { serviceInstanceAutoDeployStatus: { enabled: false } } })
}

test('nothing to say where all is well; nothing is asked about pushes where there is no repository', async () => {
  const { double, platform } = await scene()
  allGood(double)
  expect(await platform.preflight(target)).toEqual([])
  expect(double.count('AutoDeploy')).toBe(0)
})

const repository = { source: { repo: 'club/bot' } }
const incident = { id: 'i', message: 'Builds are slow', url: 'https://status.example' }

describe('one thing found', () => {
  test.each([
    [
      'a token for another environment',
      'ProjectToken',
      token(place.projectId, 'other'),
      'token-of-other-environment',
      'problem',
    ],
    [
      'a token for another project',
      'ProjectToken',
      token('other', place.environmentId),
      'token-of-other-environment',
      'problem',
    ],
    ['a dead token', 'ProjectToken', { errors: [{ message: 'Not Authorized' }] }, 'railway-not-authorized', 'problem'],
    [
      'no instance',
      'ServiceSettings',
      { errors: [{ message: 'ServiceInstance not found' }] },
      'service-instance-missing',
      'problem',
    ],
    ['a schedule', 'ServiceSettings', service({ cronSchedule: '0 * * * *' }), 'cron-schedule', 'notice'],
    ['a command before', 'ServiceSettings', service({ preDeployCommand: ['migrate'] }), 'pre-deploy-command', 'notice'],
    ['sleeping', 'ServiceSettings', service({ sleepApplication: true }), 'sleeps', 'notice'],
    [
      'a configuration file',
      'ServiceSettings',
      service({ railwayConfigFile: 'railway.json' }),
      'configuration-file',
      'notice',
    ],
    [
      'changes to this service',
      'StagedChanges',
      staged('STAGED', { services: { [place.serviceId]: {} } }),
      'staged-changes',
      'problem',
    ],
    [
      'changes to shared variables',
      'StagedChanges',
      staged('STAGED', { sharedVariables: { A: {} } }),
      'staged-changes',
      'problem',
    ],
    [
      'changes to another service',
      'StagedChanges',
      staged('STAGED', { services: { other: {} } }),
      'staged-changes',
      'notice',
    ],
    ['changes that cannot be read', 'StagedChanges', staged('STAGED', 'text'), 'staged-changes', 'problem'],
    ['changes under way', 'StagedChanges', staged('APPLYING', {}), 'changes-being-applied', 'problem'],
    [
      'an incident',
      'PlatformStatus',
      platformState({ isStable: false, incident: { ...incident, status: 'IDENTIFIED' } }),
      'platform-unstable',
      'problem',
    ],
    ['instability unexplained', 'PlatformStatus', platformState({ isStable: false }), 'platform-unstable', 'problem'],
    [
      'an incident that is over',
      'PlatformStatus',
      platformState({ isStable: false, incident: { ...incident, status: 'RESOLVED' } }),
      'platform-unstable',
      'notice',
    ],
    [
      'maintenance',
      'PlatformStatus',
      platformState({ maintenance: { id: 'm', message: 'Sunday' } }),
      'platform-maintenance',
      'notice',
    ],
    ['a status that cannot be had', 'PlatformStatus', { status: 400, body: 'no' }, 'not-checked', 'notice'],
    ['a volume', 'Volumes', volumes(place.serviceId), 'volume-attached', 'notice'],
  ] as const)('%s', async (_, name, step, code, severity) => {
    const { double, platform } = await scene({ clock: quickPauses })
    allGood(double)
    double.script(name, step)
    const findings = await platform.preflight(target)
    expect(findings).toMatchObject([{ code, severity }])
    expect(findings[0]?.sentence).toMatch(/^\w.{20,}/)
    expect(findings[0]?.wayOut).toBeTypeOf('string')
  })

  test.each([true, false])('a repository whose pushes deploy by themselves: %s', async (enabled) => {
    const { double, platform } = await scene()
    allGood(double)
    double.script('ServiceSettings', service(repository))
    double.script('AutoDeploy', { data: { serviceInstanceAutoDeployStatus: { enabled } } })
    const codes = (await platform.preflight(target)).map(({ code }) => code)
    expect(codes).toEqual(enabled ? ['auto-deploy-on'] : [])
  })
})

test('all that is found is said at once', async () => {
  const { double, platform } = await scene()
  allGood(double)
  double.script('StagedChanges', staged('APPLYING', {}))
  double.script('ProjectToken', token('other', 'other'))
  double.script('Volumes', volumes(place.serviceId))
  const codes = (await platform.preflight(target)).map(({ code }) => code)
  expect(codes.sort()).toEqual(['changes-being-applied', 'token-of-other-environment', 'volume-attached'])
})

test('what a release sets is only reported where asked for', async () => {
  const { double, platform } = await scene()
  allGood(double)
  const found = await platform.preflight(target, { asItIs: true })
  expect(found.map(({ code, severity }) => [code, severity])).toEqual([
    ['no-health-path', 'problem'],
    ['no-draining', 'problem'],
    ['no-overlap', 'notice'],
  ])
})

test.each([
  ['that is planned', { wanted: { ...planned, kind: 'cron', schedule: '0 3 * * *' } }, []],
  ['that the release before had', { wanted: planned, before: { ...planned, schedule: '0 3 * * *' } }, []],
  ['that nobody planned', { wanted: planned }, ['problem']],
] as const)('a schedule %s', async (_, change, severities) => {
  const { double, platform } = await scene()
  allGood(double)
  double.script('ServiceSettings', service({ cronSchedule: '0 * * * *' }))
  const findings = await platform.preflight(target, change)
  expect(findings.map(({ severity }) => severity)).toEqual(severities)
})

test('a token that is good for more than the environment is told', async () => {
  const { double, platform } = await scene({ token: { kind: 'account', value: plantedToken } })
  allGood(double)
  double.script('Account', { data: { me: { id: 'a', name: 'Ada', email: 'ada@example.org' } } })
  expect(await platform.preflight(target)).toMatchObject([{ code: 'account-token', severity: 'notice' }])
})

test.each([
  ['12', '1000', ['rate-budget-low']],
  ['600', '1000', []],
  ['60', '100', []],
  ['-', '1000', []],
])('%s of %s requests left', async (remaining, limit, codes) => {
  const { double, platform } = await scene()
  allGood(double)
  const headers = { 'x-ratelimit-remaining': remaining, 'x-ratelimit-limit': limit, 'x-ratelimit-reset': '1790000000' }
  double.script('ServiceSettings', { status: 200, headers, body: JSON.stringify(service({})) })
  const findings = await platform.preflight(target)
  expect(findings.map(({ code }) => code)).toEqual(codes)
  for (const { wayOut } of findings) expect(wayOut).toContain('2026-09-21T')
})

test('a worker needs no health path', async () => {
  const { double, platform } = await scene()
  allGood(double)
  const wanted = { ...planned, kind: 'worker', overlapSeconds: 1 } as const
  const found = await platform.preflight(target, { asItIs: true, wanted })
  expect(found.map(({ code }) => code)).toEqual(['no-draining', 'no-overlap'])
  const chosen = await platform.preflight(target, { asItIs: true, wanted: { ...planned, drainingSeconds: 0 } })
  expect(chosen.map(({ code }) => code)).toEqual(['no-health-path', 'no-draining'])
  expect(chosen[1]?.wayOut).toContain('drainingSeconds')
})

test('a platform that cannot be reached is one problem, not one for each check', async () => {
  const { double, platform } = await scene({ fetch: refusing, clock: quickClock })
  const findings = await platform.preflight(target)
  expect(findings).toMatchObject([{ code: 'railway-unreachable', severity: 'problem' }])
  expect(double.requests).toEqual([])
})

function refusing(): Promise<never> {
  const cause = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', syscall: 'connect' })
  return Promise.reject(new TypeError('fetch failed', { cause }))
}

test('environments that lead to the same place', async () => {
  const elsewhere = { projectId: 'project-2', environmentId: 'environment-2', serviceId: 'service-2' }
  const cases = [
    [{ ...elsewhere, environmentId: place.environmentId }, ['environments-are-one']],
    [{ ...elsewhere, projectId: place.projectId }, ['environments-share-project']],
    [elsewhere, []],
  ] as const
  for (const [other, codes] of cases) {
    const { double, platform } = await scene({ targets: { testing: { bot: place }, staging: { bot: other } } })
    allGood(double)
    expect((await platform.preflight(target)).map(({ code }) => code)).toEqual(codes)
  }
})

test('a token that the platform echoes is in no finding', async () => {
  const { double, platform } = await scene()
  allGood(double)
  double.script('Volumes', { errors: [{ message: `no ${plantedToken}` }] })
  double.script('ServiceSettings', { errors: [{ message: `no ${plantedToken}` }] })
  const findings = await platform.preflight(target)
  expect(findings.length).toBeGreaterThan(1)
  expect(inspect(findings)).not.toContain(plantedToken)
})
