// "kickai doctor" on a production that has all mistakes at once that a release must not meet first, and on one that has none.

import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startTelegram } from '@kickai/telegram-local'
import { expect, onTestFinished, test } from 'vitest'
import { type FarAway, startFarAway } from './fixtures/machines.ts'

const root = join(import.meta.dirname, '../..')
const environments = ['testing', 'staging', 'production']

/** What the three environments have, each its own; `production` takes the place of that of production. */
function settingsOf(environment: string, telegram: string, production: object = {}) {
  const secret = (name: string) => ({ secret: `file:.kickai/planted/${environment}-${name}` })
  return {
    ENVIRONMENT: environment,
    TELEGRAM_BOT_TOKEN: secret('bot'),
    KICKAI_TELEGRAM_API: telegram,
    KICKAI_PROBE_TOKEN: secret('probe'),
    FIREBASE_PROJECT_ID: `club-${environment}`,
    AI_PROVIDER: 'google_gemini',
    AI_MODEL_NAME: 'gemini-3.8-flash',
    GOOGLE_API_KEY: secret('key'),
    ...(environment === 'production' && production),
  }
}

/** The repository's configuration anew, with checks; in TypeScript, because they are functions. */
function configure(folder: string, telegram: string, production: object = {}): void {
  const base = JSON.parse(readFileSync(join(folder, 'base.json'), 'utf8'))
  for (const name of environments) {
    base.environments[name].settings = { web: settingsOf(name, telegram, production) }
    base.environments[name].bakeSeconds = 0
    base.environments[name].railway.token = `file:.kickai/planted/${name}-token`
  }
  const checks = JSON.stringify(join(root, 'packages/checks/src/index.ts'))
  const text = `import { settings, telegram } from ${checks}
export default { ...${JSON.stringify(base)}, preflight: { web: [settings, telegram] } }
`
  writeFileSync(join(folder, 'kickai.config.ts'), text)
}

async function ask({ url, accountToken }: FarAway['platform'], query: string, variables: object): Promise<void> {
  const headers = { authorization: `Bearer ${accountToken}`, 'content-type': 'application/json' }
  const answer = await fetch(`${url}/graphql/v2`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ query, variables }),
  })
  const { errors } = (await answer.json()) as { errors?: unknown }
  expect(errors).toBeUndefined()
}

/** Everything that can be wrong with a service on Railway itself. */
async function spoil(platform: FarAway['platform'], place: { project: string; environment: string; service: string }) {
  const { project: projectId, environment: environmentId, service: serviceId } = place
  const ids = { environmentId, serviceId }
  await ask(
    platform,
    `mutation M($environmentId: String!, $serviceId: String!, $input: ServiceInstanceUpdateInput!, $volume: VolumeCreateInput!, $staged: EnvironmentConfig!) {
      serviceInstanceUpdate(environmentId: $environmentId, serviceId: $serviceId, input: $input)
      volumeCreate(input: $volume) { id }
      environmentStageChanges(environmentId: $environmentId, input: $staged) { id }
    }`,
    {
      ...ids,
      input: { healthcheckPath: null, drainingSeconds: 0, source: { repo: 'club/shop' } },
      volume: { ...ids, projectId, mountPath: '/data' },
      staged: { services: { [serviceId]: { deploy: { numReplicas: 3 } } } },
    },
  )
  await ask(
    platform,
    'mutation M($input: ServiceInstanceAutoDeployUpdateInput!) { serviceInstanceAutoDeployUpdate(input: $input) { enabled } }',
    { input: { ...ids, projectId, enabled: true } },
  )
}

test('all of 14 mistakes are told at once, each with a way out, and none where there is none', async () => {
  const far = await startFarAway({}, {})
  onTestFinished(() => far.stop())
  const { folder, kickai } = far.origin
  const telegram = await startTelegram({
    directory: join(folder, '..', 'telegram'),
    bots: environments.map((name, index) => ({ name, token: `${index + 1001}:AA-${name}` })),
  })
  onTestFinished(() => telegram.stop())

  renameSync(join(folder, 'kickai.config.json'), join(folder, 'base.json'))
  mkdirSync(join(folder, '.kickai/planted'), { recursive: true, mode: 0o700 })
  const plant = (name: string, value: string) => writeFileSync(join(folder, '.kickai/planted', name), value)
  for (const name of environments) {
    plant(`${name}-bot`, telegram.bots[name]?.token ?? '')
    plant(`${name}-probe`, `a-probe-token-of-${name}`)
    plant(`${name}-key`, `a-key-of-${name}`)
    plant(`${name}-token`, far.tokens[name] ?? '')
  }
  configure(folder, telegram.url)
  far.commit('one')
  expect(await kickai('deploy', 'production')).toMatchObject({ code: 0 })
  // From now on the image of the release before is not kept.
  const headers = { authorization: `Bearer ${far.platform.accountToken}`, 'content-type': 'application/json' }
  const options = { method: 'PATCH', headers, body: JSON.stringify({ keepImages: 1 }) }
  expect((await fetch(`${far.platform.url}/local/options`, options)).status).toBe(200)

  const good = await kickai('doctor', 'production')
  expect(good, good.said).toMatchObject({ code: 0, document: { problems: 0, findings: [], where: 'railway' } })
  far.commit('two')
  expect(await kickai('deploy', 'production')).toMatchObject({ code: 0 })

  const { railway } = JSON.parse(readFileSync(join(folder, 'base.json'), 'utf8')).environments.production
  await spoil(far.platform, { ...railway, service: railway.services.web })
  plant('production-bot', telegram.bots.testing?.token ?? '')
  const webhook = new URLSearchParams({ url: 'http://127.0.0.1:9/hidden-path' })
  const set = await fetch(`${telegram.url}/bot${telegram.bots.testing?.token}/setWebhook?${webhook}`)
  expect(await set.json()).toMatchObject({ ok: true })
  plant('production-key', 'dummy-key')
  plant('production-token', far.platform.accountToken)
  rmSync(join(folder, '.kickai/planted/production-probe'))
  const wrong = { FIREBASE_PROJECT_ID: 'club-testing', AI_MODEL_NAME: 'gemini-pro', KICKAI_TEAM_NAME: 'Reds' }
  configure(folder, telegram.url, wrong)

  const { code, document, said } = await kickai('doctor', 'production')
  const findings: { code: string; sentence: string; wayOut: string }[] = document.findings ?? []
  expect(findings.map((finding) => finding.code).sort(), said).toEqual([
    'auto-deploy-on',
    'environments-not-apart',
    'environments-not-apart',
    'no-draining',
    'no-health-path',
    'rollback-target-cold',
    'secret-missing',
    'setting-placeholder',
    'setting-retired-model',
    'setting-unknown',
    'staged-changes',
    'telegram-webhook-elsewhere',
    'token-kind-wrong',
    'volume-attached',
  ])
  expect(code).toBe(4)
  for (const { sentence, wayOut } of findings)
    for (const text of [sentence, wayOut]) expect(text).toMatch(/^\S.{15,}\.$/)
  const shared = findings.filter((finding) => finding.code === 'environments-not-apart').map(({ sentence }) => sentence)
  expect(shared.join(' ')).toMatch(/FIREBASE_PROJECT_ID: .*TELEGRAM_BOT_TOKEN: /)
  for (const secret of [far.platform.accountToken, telegram.bots.testing?.token, 'dummy-key', 'hidden-path'])
    expect(JSON.stringify(document)).not.toContain(secret)
}, 120_000)
