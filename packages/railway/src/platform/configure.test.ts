import { inspect } from 'node:util'
import type { ServiceConfiguration } from '@kickai/release'
import { describe, expect, test } from 'vitest'
import { quickClock } from '../fixtures/quick-clock.ts'
import { rejection, scene, target } from '../fixtures/scene.ts'

const configuration: ServiceConfiguration = {
  startCommand: 'node bot.mjs',
  healthPath: '/health',
  healthTimeoutSeconds: 30,
  overlapSeconds: 2,
  drainingSeconds: 10,
  restartPolicy: 'ON_FAILURE',
  restartRetries: 3,
}
const variables = new Map([
  ['MODE', 'club'],
  ['TELEGRAM_BOT_TOKEN', '123456:planted-value'],
])
const held = {
  id: 'i',
  startCommand: 'node bot.mjs',
  healthcheckPath: '/health',
  healthcheckTimeout: 30,
  overlapSeconds: 2,
  drainingSeconds: 10,
  restartPolicyType: 'ON_FAILURE',
  restartPolicyMaxRetries: 3,
  cronSchedule: null,
  preDeployCommand: null,
  railwayConfigFile: null,
  source: null,
}

/** What a variable that takes its value from another one looks like. */
const reference = `\${{Other.URL}}`

async function applied(change: { settings?: object; variables?: object } = {}) {
  const stage = await scene({ clock: quickClock })
  stage.double.script('ServiceInstanceUpdate', { data: { serviceInstanceUpdate: true } })
  stage.double.script('VariableCollectionUpsert', { data: { variableCollectionUpsert: true } })
  stage.double.script('ServiceSettings', { data: { serviceInstance: { ...held, ...change.settings } } })
  const given = change.variables ?? { ...Object.fromEntries(variables), RAILWAY_SERVICE_ID: 's' }
  stage.double.script('VariablesOf', { data: { variables: given } })
  return stage
}

describe('setting configuration and variables', () => {
  test('is one change each, replaces all variables, deploys nothing and is read back', async () => {
    const { double, platform } = await applied()
    await platform.configure(target, configuration, variables)
    const sent = Object.fromEntries(double.requests.map((request) => [request.name, request.variables]))
    expect(sent.ServiceInstanceUpdate).toEqual({
      environmentId: 'environment-1',
      serviceId: 'service-1',
      input: {
        startCommand: 'node bot.mjs',
        healthcheckPath: '/health',
        healthcheckTimeout: 30,
        overlapSeconds: 2,
        drainingSeconds: 10,
        restartPolicyType: 'ON_FAILURE',
        restartPolicyMaxRetries: 3,
        cronSchedule: null,
      },
    })
    expect(sent.VariableCollectionUpsert).toMatchObject({
      input: { variables: Object.fromEntries(variables), replace: true, skipDeploys: true },
    })
    expect(sent.VariablesOf).toMatchObject({ unrendered: true })
    expect(double.requests.map(({ name }) => name).sort()).toEqual([
      'ServiceInstanceUpdate',
      'ServiceSettings',
      'VariableCollectionUpsert',
      'VariablesOf',
    ])
  })

  test('takes the health path off a service that answers nobody, and gives it its schedule', async () => {
    const { double, platform } = await applied({ settings: { healthcheckPath: '', cronSchedule: '0 3 * * *' } })
    const { healthPath: _, ...rest } = configuration
    await platform.configure(target, { ...rest, kind: 'cron', schedule: '0 3 * * *' }, variables)
    const sent = double.requests.find(({ name }) => name === 'ServiceInstanceUpdate')
    expect(sent?.variables).toMatchObject({ input: { healthcheckPath: null, cronSchedule: '0 3 * * *' } })
  })

  test('a schedule that was to go and is still there is not as it was set', async () => {
    const { platform } = await applied({ settings: { cronSchedule: '0 3 * * *' } })
    const error = await rejection(platform.configure(target, configuration, variables))
    expect(error.message).toContain('the schedule is not as it was set')
  })

  test('zero seconds and none are the same', async () => {
    const { platform } = await applied({ settings: { overlapSeconds: null, drainingSeconds: null } })
    await platform.configure(target, { ...configuration, overlapSeconds: 0, drainingSeconds: 0 }, variables)
  })

  test('an answer from before the change is not the last word', async () => {
    const { double, platform } = await applied()
    const fresh = { data: { variables: Object.fromEntries(variables) } }
    double.script('VariablesOf', { data: { variables: { MODE: 'club' } } }, fresh)
    double.script('SealedVariables', { data: { environment: { id: 'e', config: {} } } })
    await platform.configure(target, configuration, variables)
    expect(double.count('VariablesOf')).toBe(2)
    expect(double.count('VariableCollectionUpsert')).toBe(1)
  })

  test('a sealed variable counts as there although it is not shown', async () => {
    const { double, platform } = await applied({ variables: { MODE: 'club' } })
    const declared = { MODE: { value: 'club' }, TELEGRAM_BOT_TOKEN: { isSealed: true } }
    const config = { services: { 'service-1': { variables: declared } } }
    double.script('SealedVariables', { data: { environment: { id: 'e', config } } })
    await platform.configure(target, configuration, variables)
  })
})

describe('the image that a service is set to', () => {
  const image = 'registry.example/shop:one'
  const withImage = { data: { serviceInstance: { ...held, source: { image } } } }
  const without = { data: { serviceInstance: held } }

  test('is taken off in this environment where none is to be, and looked for again', async () => {
    const { double, platform, notes } = await applied()
    double.script('ServiceSettings', withImage, withImage, without)
    await platform.configure(target, configuration, variables)
    const sent = double.requests.filter(({ name }) => name === 'ServiceInstanceUpdate')
    expect(sent.map(({ variables: given }) => given?.input)).toMatchObject([{}, { source: { image: null } }])
    expect(sent[0]?.variables?.input).not.toHaveProperty('source')
    expect(sent[1]?.variables).toMatchObject({ environmentId: 'environment-1', serviceId: 'service-1' })
    expect({ looks: double.count('ServiceSettings'), notes }).toEqual({ looks: 3, notes: [] })
  })

  test('is left alone where it is the one that is wanted, as is a repository', async () => {
    const wanted = await applied({ settings: { source: { image } } })
    await wanted.platform.configure(target, { ...configuration, image }, variables)
    const repository = await applied({ settings: { source: { repo: 'club/bot', image: null } } })
    await repository.platform.configure(target, configuration, variables)
    expect([wanted, repository].map(({ double }) => double.count('ServiceInstanceUpdate'))).toEqual([1, 1])
  })

  const done = { data: { serviceInstanceUpdate: true } }
  test.each([
    ['takes null for nothing', done, 'which was to be taken off.'],
    ['refuses null', { errors: [{ message: 'Invalid input: source' }] }, 'Railway said: Invalid input: source'],
    ['cannot say why not', { errors: [{ message: 'Problem processing request' }] }, 'Railway said: Problem'],
  ])('that stays because Railway %s is noted, and no failure', async (_name, answer, says) => {
    const { double, platform, notes } = await applied({ settings: { source: { image } } })
    double.script('ServiceInstanceUpdate', done, answer)
    await platform.configure(target, configuration, variables)
    expect(notes).toEqual([expect.stringContaining(`bot in testing is still set to ${image}`)])
    expect(notes[0]).toContain(says)
    expect(double.count('ServiceInstanceUpdate')).toBe(2)
  })

  test('with a lost answer is looked for, and told where it is still there', async () => {
    const gone = await applied()
    gone.double.script('ServiceInstanceUpdate', done, { effect: 'lost' })
    gone.double.script('ServiceSettings', withImage, without)
    await gone.platform.configure(target, configuration, variables)
    const there = await applied({ settings: { source: { image } } })
    there.double.script('ServiceInstanceUpdate', done, { effect: 'lost' })
    const error = await rejection(there.platform.configure(target, configuration, variables))
    expect(error).toMatchObject({ acted: 'unknown' })
    const unseen = await applied()
    unseen.double.script('ServiceInstanceUpdate', done, { effect: 'lost' })
    unseen.double.script('ServiceSettings', withImage, { errors: [{ message: 'Not Authorized' }] })
    const other = await rejection(unseen.platform.configure(target, configuration, variables))
    expect(other).toMatchObject({ acted: 'unknown' })
  })
})

describe('a lost answer', () => {
  test.each(['ServiceInstanceUpdate', 'VariableCollectionUpsert'])(
    'to %s: it is looked whether it was done',
    async (name) => {
      const { double, platform } = await applied()
      double.script(name, { effect: 'lost' })
      await platform.configure(target, configuration, variables)
      expect(double.count(name)).toBe(1)
    },
  )

  test.each([
    { what: 'another value', given: { MODE: 'club', TELEGRAM_BOT_TOKEN: 'planted-value' }, declared: {} },
    { what: 'a sealed one', given: { MODE: 'club' }, declared: { TELEGRAM_BOT_TOKEN: { isSealed: true } } },
  ])('proves nothing where there is $what, and is told', async ({ given, declared }) => {
    const { double, platform } = await applied({ variables: given })
    const config = { services: { 'service-1': { variables: declared } } }
    double.script('SealedVariables', { data: { environment: { id: 'e', config } } })
    double.script('VariableCollectionUpsert', { effect: 'lost' })
    const error = await rejection(platform.configure(target, configuration, variables))
    expect(error).toMatchObject({ acted: 'unknown' })
    expect(inspect(error, { depth: 9 })).not.toContain('planted-value')
    expect(double.count('VariableCollectionUpsert')).toBe(1)
  })
})

describe('a change that was not answered may have been made, whatever comes after it', () => {
  test('where nobody can look, and it is not sent again', async () => {
    const { double, platform } = await applied()
    double.script('VariableCollectionUpsert', { effect: 'lost' })
    double.script('VariablesOf', { status: 502, body: 'Bad Gateway' })
    const error = await rejection(platform.configure(target, configuration, variables))
    expect(error).toMatchObject({ code: 'railway-connection-lost', acted: 'unknown' })
    expect(double.count('VariableCollectionUpsert')).toBe(1)
  })

  test('where the next change is refused', async () => {
    const { double, platform } = await applied()
    double.script('ServiceInstanceUpdate', { effect: 'lost' })
    double.script('VariableCollectionUpsert', { errors: [{ message: 'Not Authorized' }] })
    const error = await rejection(platform.configure(target, configuration, variables))
    expect(error).toMatchObject({ code: 'railway-connection-lost', acted: 'unknown' })
  })
})

test('values that were staged to be sealed do not stay there where nobody can see what came of it', async () => {
  const { double, platform } = await applied()
  const nothingSealed = { data: { environment: { id: 'e', config: {} } } }
  double.script('SealedVariables', nothingSealed, { status: 502, body: 'Bad Gateway' })
  double.script('StagedChanges', { data: { environmentStagedChanges: { id: 'p', status: 'STAGED', patch: {} } } })
  double.script('EnvironmentStageChanges', { data: { environmentStageChanges: { id: 'p' } } })
  double.script('EnvironmentPatchCommitStaged', { effect: 'lost' })
  const sealing = platform.configure(target, configuration, variables, undefined, ['TELEGRAM_BOT_TOKEN'])
  expect(await rejection(sealing)).toMatchObject({ code: 'railway-connection-lost', acted: 'unknown' })
  const staged = double.requests.filter(({ name }) => name === 'EnvironmentStageChanges')
  expect(staged.at(-1)?.variables).toMatchObject({ input: {} })
  expect(staged).toHaveLength(2)
})

describe('what does not hold is said, names only', () => {
  test.each([
    { what: 'a missing name', change: { variables: { MODE: 'club' } }, says: 'TELEGRAM_BOT_TOKEN is missing' },
    {
      what: 'a name that was to go',
      change: { variables: { ...Object.fromEntries(variables), OLD: 'planted-value' } },
      says: 'OLD is still there',
    },
    { what: 'a setting', change: { settings: { drainingSeconds: 0 } }, says: 'the draining time is not as it was set' },
  ])('$what', async ({ change, says }) => {
    const { double, platform } = await applied(change)
    double.script('SealedVariables', { data: { environment: { id: 'e', config: { services: null } } } })
    const error = await rejection(platform.configure(target, configuration, variables))
    expect(error).toMatchObject({ code: 'configuration-not-applied', acted: 'unknown' })
    expect(error.message).toContain(says)
    expect(inspect(error, { depth: 9 })).not.toContain('planted-value')
    expect(double.count('VariableCollectionUpsert')).toBe(1)
  })

  test.each(['ServiceInstanceUpdate', 'VariableCollectionUpsert'])('%s answered no', async (name) => {
    const { double, platform } = await applied()
    const field = name.slice(0, 1).toLowerCase() + name.slice(1)
    double.script(name, { data: { [field]: false } })
    const error = await rejection(platform.configure(target, configuration, variables))
    expect(error).toMatchObject({ code: 'configuration-not-applied', acted: 'unknown' })
  })

  test('a value that the platform quotes back is taken out', async () => {
    const { double, platform } = await applied({ variables: { MODE: 'club', TELEGRAM_BOT_TOKEN: 'of before' } })
    double.script('VariableCollectionUpsert', { errors: [{ message: 'bad value 123456:planted-value' }] })
    const error = await rejection(platform.configure(target, configuration, variables))
    expect(error.message).toContain('bad value [secret]')
    expect(inspect(error, { depth: 9 })).not.toContain('planted-value')
  })
})

test("the platform's own variables are left out, those that users set to tell it something are not", async () => {
  const given = {
    MODE: 'club',
    EMPTY: '',
    WITHHELD: null,
    RAILWAY_SERVICE_ID: 's',
    RAILWAY_RUN_UID: '0',
    OTHER: reference,
  }
  const { double, platform } = await applied({ variables: given })
  const declared = { MODE: { isSealed: false }, TELEGRAM_BOT_TOKEN: { isSealed: true } }
  const config = { services: { 'service-1': { variables: declared } } }
  double.script('SealedVariables', { data: { environment: { id: 'e', config } } })
  const held = await platform.heldSettings(target)
  // One that comes without a value is sealed as well as one that does not come at all.
  expect(held.sealed).toEqual(['TELEGRAM_BOT_TOKEN', 'WITHHELD'])
  expect([platform.fillsIn(reference), platform.fillsIn('club')]).toEqual([true, false])
  expect([...held.variables]).toEqual([
    ['MODE', 'club'],
    ['EMPTY', ''],
    ['RAILWAY_RUN_UID', '0'],
    ['OTHER', reference],
  ])
})
