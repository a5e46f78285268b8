import { inspect } from 'node:util'
import fastCheck from 'fast-check'
import { expect, test } from 'vitest'
import { definitions } from './definitions.ts'
import { type SettingProblem, SettingsError } from './problem.ts'
import { type Environment, readSettings } from './read.ts'

const complete: Environment = {
  ENVIRONMENT: 'testing',
  TELEGRAM_BOT_TOKEN: '1001:AAfixturefixture',
  KICKAI_STORE: 'sqlite:/data/club.sqlite',
}

function problemsOf(values: Environment): readonly SettingProblem[] {
  try {
    readSettings(values)
  } catch (error) {
    if (error instanceof SettingsError) return error.problems
    throw error
  }
  return []
}

test('the least that is needed gives settings with the defaults', () => {
  const { settings, warnings } = readSettings(complete)
  expect(settings).toMatchObject({
    environment: 'testing',
    telegram: { api: 'https://api.telegram.org' },
    adminIds: [],
    store: { kind: 'sqlite', path: '/data/club.sqlite' },
    probeToken: undefined,
    model: { provider: 'rules' },
    logLevel: 'INFO',
    port: 8080,
  })
  expect(settings.telegram.token.reveal()).toBe('1001:AAfixturefixture')
  expect(warnings).toEqual([])
})

test('everything given is read, and what Railway adds is no problem', () => {
  const { settings } = readSettings({
    ...complete,
    KICKAI_TELEGRAM_API: 'http://127.0.0.1:4402/',
    KICKAI_ADMIN_IDS: ' 1001, 5000000001 ,',
    KICKAI_PROBE_TOKEN: 'sixteen-or-more-characters',
    GOOGLE_API_KEY: 'key',
    FIREBASE_PROJECT_ID: 'kickai-testing',
    LOG_LEVEL: 'DEBUG',
    PORT: '0',
    RAILWAY_DEPLOYMENT_ID: 'a',
    RAILWAY_ENVIRONMENT: 'testing',
  })
  expect(settings.telegram.api).toBe('http://127.0.0.1:4402')
  expect(settings.adminIds).toEqual([1001, 5_000_000_001])
  expect(settings.port).toBe(0)
  expect(settings.probeToken?.matches('sixteen-or-more-characters')).toBe(true)
})

test('all problems come at once, each with code, name, sentence and way out', () => {
  const problems = problemsOf({
    ENVIRONMENT: 'Not A Name',
    KICKAI_STORE: 'postgres://somewhere',
    KICKAI_ADMIN_IDS: 'mary',
    KICKAI_STOER: 'sqlite:/x',
    KICKAI_PROBE_TOKEN: 'short',
    AI_PROVIDER: 'google_gemini',
    LOG_LEVEL: 'LOUD',
    PORT: '70000',
  })
  expect(problems.map(({ code, name }) => `${code} ${name}`)).toEqual([
    'setting-invalid ENVIRONMENT',
    'setting-missing TELEGRAM_BOT_TOKEN',
    'setting-invalid KICKAI_ADMIN_IDS',
    'setting-invalid KICKAI_STORE',
    'setting-invalid KICKAI_PROBE_TOKEN',
    'setting-invalid LOG_LEVEL',
    'setting-invalid PORT',
    'setting-missing GOOGLE_API_KEY',
    'setting-unknown KICKAI_STOER',
  ])
  for (const problem of problems) {
    expect(problem.message).toMatch(new RegExp(`^${problem.name} .+\\.$`))
    expect(problem.wayOut).toMatch(/^(Set|Remove|Did you mean) ?.+[.?]$/)
  }
})

test('a typing error in a name is answered with the name that was meant', () => {
  const problems = problemsOf({ ...complete, KICKAI_STOER: 'x', kickai_store: 'x', KICKAI_COLOUR: 'x' })
  expect(problems.map(({ name, wayOut }) => [name, wayOut])).toEqual([
    ['KICKAI_COLOUR', expect.stringContaining('Remove it.')],
    ['KICKAI_STOER', 'Did you mean KICKAI_STORE?'],
    ['kickai_store', 'Did you mean KICKAI_STORE?'],
  ])
  const { TELEGRAM_BOT_TOKEN, ...rest } = complete
  const [missing] = problemsOf({ ...rest, TELEGRAM_BOT_TOKN: TELEGRAM_BOT_TOKEN })
  expect(missing?.wayOut).toContain('Perhaps `TELEGRAM_BOT_TOKN` was meant to be it.')
})

test('an empty value counts as absent', () => {
  expect(readSettings({ ...complete, PORT: '', KICKAI_PROBE_TOKEN: '' }).settings.port).toBe(8080)
  expect(problemsOf({ ...complete, ENVIRONMENT: '' })[0]?.code).toBe('setting-missing')
})

test.each(['gemini-pro', 'llama2'])(
  'the retired model name %s is accepted with a warning that says what to use',
  (model) => {
    const { settings, warnings } = readSettings({ ...complete, AI_PROVIDER: 'ollama', AI_MODEL_NAME: model })
    expect(settings.model).toMatchObject({ name: model })
    expect(warnings).toHaveLength(1)
    expect(warnings[0]?.code).toBe('setting-retired-model')
    expect(warnings[0]?.wayOut).toMatch(/^Set AI_MODEL_NAME to `\S+`\.$/)
  },
)

/** As the deployment strategy gives them, but for the tokens, which stand for real ones there. */
const ofTheMission = {
  testing: { AI_PROVIDER: 'ollama', AI_MODEL_NAME: 'llama2', GOOGLE_API_KEY: 'dummy-key', LOG_LEVEL: 'DEBUG' },
  staging: {
    AI_PROVIDER: 'google_gemini',
    AI_MODEL_NAME: 'gemini-pro',
    GOOGLE_API_KEY: 'staging-key',
    LOG_LEVEL: 'INFO',
  },
  production: {
    AI_PROVIDER: 'google_gemini',
    AI_MODEL_NAME: 'gemini-pro',
    GOOGLE_API_KEY: 'key',
    LOG_LEVEL: 'WARNING',
  },
}

test.each(Object.entries(ofTheMission))('what the deployment strategy sets in %s is taken', (environment, given) => {
  const { settings, warnings } = readSettings({
    ...given,
    ENVIRONMENT: environment,
    RAILWAY_ENVIRONMENT: environment,
    FIREBASE_PROJECT_ID: `kickai-${environment}`,
    TELEGRAM_BOT_TOKEN: '1001:AAfixturefixture',
  })
  expect(settings).toMatchObject({
    store: { kind: 'firestore', projectId: `kickai-${environment}` },
    model: { provider: given.AI_PROVIDER, name: given.AI_MODEL_NAME },
    logLevel: given.LOG_LEVEL,
  })
  expect(warnings.map(({ code }) => code)).toEqual(['setting-retired-model'])
})

test('a placeholder for a key is refused everywhere but in testing, used or not', () => {
  const placed = { ...complete, GOOGLE_API_KEY: 'dummy-key' }
  expect(readSettings(placed).warnings).toEqual([])
  expect(readSettings({ ...placed, AI_PROVIDER: 'google_gemini' }).warnings).toMatchObject([
    { code: 'setting-placeholder', name: 'GOOGLE_API_KEY' },
  ])
  for (const environment of ['staging', 'production', 'rehearsal'])
    expect(problemsOf({ ...placed, ENVIRONMENT: environment })).toMatchObject([{ code: 'setting-placeholder' }])
})

test('a store is a file or a Firestore, named or that of the project; credentials are the JSON of a key', () => {
  const { KICKAI_STORE: _, ...unplaced } = complete
  const stores = {
    'sqlite:/data/club.sqlite': { kind: 'sqlite', path: '/data/club.sqlite' },
    'firestore:kickai-testing': { kind: 'firestore', projectId: 'kickai-testing' },
    'firestore:kickai-testing/bot': { kind: 'firestore', projectId: 'kickai-testing', prefix: 'bot' },
  }
  for (const [text, store] of Object.entries(stores))
    expect(readSettings({ ...unplaced, KICKAI_STORE: text, FIREBASE_PROJECT_ID: 'other' }).settings.store).toEqual(
      store,
    )
  for (const text of [
    'sqlite:relative',
    'sqlite:/folder/',
    'firestore:',
    'firestore:A',
    'firestore:kickai/a/b',
    'mysql:/x',
  ])
    expect(problemsOf({ ...unplaced, KICKAI_STORE: text })).toMatchObject([
      { name: 'KICKAI_STORE', code: 'setting-invalid' },
    ])
  expect(problemsOf(unplaced)).toMatchObject([{ name: 'KICKAI_STORE', code: 'setting-missing' }])
  expect(problemsOf({ ...unplaced, FIREBASE_PROJECT_ID: 'No' })).toMatchObject([{ name: 'FIREBASE_PROJECT_ID' }])
  const key = { client_email: 'bot@kickai.example', private_key: '-----BEGIN PRIVATE KEY-----' }
  const { settings } = readSettings({ ...complete, FIREBASE_CREDENTIALS: JSON.stringify({ ...key, type: 'x' }) })
  expect(settings.serviceAccount?.clientEmail).toBe(key.client_email)
  expect(settings.serviceAccount?.privateKey.reveal()).toBe(key.private_key)
  for (const text of ['{', '{}', JSON.stringify({ ...key, private_key: 'none' })])
    expect(problemsOf({ ...complete, FIREBASE_CREDENTIALS: text })).toMatchObject([{ name: 'FIREBASE_CREDENTIALS' }])
})

test('no problem, error or printed form ever holds a value', () => {
  const names = definitions.map((definition) => definition.name)
  const value = fastCheck.stringMatching(/^[!-~]{4,30}#[0-9]{6}$/)
  fastCheck.assert(
    fastCheck.property(fastCheck.dictionary(fastCheck.constantFrom(...names, 'KICKAI_OTHER'), value), (values) => {
      let told = ''
      try {
        told = inspect(readSettings(values), { depth: 9 })
      } catch (error) {
        told = `${inspect(error, { depth: 9 })} ${JSON.stringify((error as SettingsError).problems)}`
      }
      for (const secret of Object.values(values)) expect(told).not.toContain(secret)
    }),
    { numRuns: 300 },
  )
})
