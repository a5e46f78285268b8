import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startEmbedded } from '../fixtures/embedded.ts'
import { commit, temporaryFolder, temporaryRepository, writeFiles } from '../fixtures/folder.ts'
import { call, kickai } from '../fixtures/kickai.ts'
import { listener } from '../fixtures/listener.ts'
import { nodeConfig, nodeService } from '../fixtures/node-service.ts'
import { until } from '../fixtures/until.ts'

/** The usual configuration with more in it, at the top and in its first environment. */
function config(top: string, testing = ''): string {
  return nodeConfig
    .replace("name: 'shop',", `name: 'shop', ${top},`)
    .replace("testing: { settings: { web: { GREETING: 'hello' } } }", `testing: { ${testing} }`)
}

function repository(top: string, testing?: string): string {
  return temporaryRepository({
    'kickai.config.ts': config(top, testing),
    'server.mjs': nodeService('one'),
    '.gitignore': '.kickai/\n/*.txt\n',
  })
}

const variables = { SHOP_TOKEN: 'planted-secret\nsecond-planted-line', COPY: 'planted-secret\nsecond-planted-line' }

test('hooks get the release and no secret that they do not name; people are told', async () => {
  const { received, url } = await listener()
  const settings = "settings: { web: { TOKEN: { secret: 'env:SHOP_TOKEN' } } }"
  const folder = repository(
    `hooks: {
      before: ['cat > before.txt; env > env.txt; echo "$TOKEN"', { run: 'true' }],
      afterLive: { run: 'cat > after.txt; echo "$TOKEN"; exit 3', variables: { TOKEN: { secret: 'env:SHOP_TOKEN' } } },
    },
    notify: [{ to: 'url', url: 'env:HOOK_URL' }, { to: 'slack', url: 'env:NO_SUCH_URL', on: ['live'] }]`,
    settings,
  )
  await startEmbedded(folder)
  const surroundings = { ...variables, HOOK_URL: url, PLAIN: 'handed-on' }
  const deployed = await kickai(folder, ['deploy', 'testing', '--json'], surroundings)
  expect(deployed.code, deployed.err).toBe(0)
  const { release, hooks, undelivered, notes, findings } = deployed.json()
  expect(hooks).toMatchObject([
    { time: 'before', outcome: 'done' },
    { time: 'before', outcome: 'done' },
    { time: 'afterLive', outcome: 'failed', how: 'code 3' },
  ])
  const at = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8'))
  expect(at('before.txt')).toMatchObject({
    schemaVersion: 1,
    hook: 'before',
    again: false,
    release,
    environment: 'testing',
  })
  expect(at('after.txt')).toMatchObject({ hook: 'afterLive', verdict: 'live', artifact: { kind: 'bundle' } })
  const environment = readFileSync(join(folder, 'env.txt'), 'utf8')
  expect(environment).toContain('PLAIN=handed-on')
  expect(environment).not.toMatch(/planted/)
  expect(deployed.err).toContain('testing  | [secret]')

  expect(received).toMatchObject([
    {
      schemaVersion: 1,
      about: 'live',
      urgency: 'normal',
      release,
      remarks: [expect.stringContaining('ended with code 3')],
    },
  ])
  expect(undelivered).toEqual([{ to: 'slack (env:NO_SUCH_URL)', sentence: 'env:NO_SUCH_URL has no value.' }])
  expect(notes).toHaveLength(2)
  expect(findings).toMatchObject([{ severity: 'notice', code: 'notice-undeliverable' }])
  const shown = await kickai(folder, ['show', release])
  expect(shown.out).toContain('slack (env:NO_SUCH_URL) could not be told')
  for (const said of [deployed.out, deployed.err, shown.out]) expect(said).not.toMatch(/planted/)
  const validated = await kickai(folder, ['validate', 'testing', '--json'], surroundings)
  expect(validated.json().error).toMatchObject({
    code: 'secret-missing',
    problems: [{ sentence: expect.stringContaining('NO_SUCH_URL') }],
  })
}, 120_000)

test('a hook before a release that takes too long blocks it, and nothing of it goes on', async () => {
  const folder = repository(
    "hooks: { before: { run: '(sleep 1.5; touch late.txt) & cat; wait', deadlineSeconds: 0.5 } }",
  )
  const { deployments } = await startEmbedded(folder)
  const { code, json } = await kickai(folder, ['deploy', 'testing', '--json'])
  expect({ code, ...json() }).toMatchObject({ code: 4, verdict: 'blocked', reason: { code: 'hook-too-slow' } })
  expect(await deployments('testing')).toEqual([])
  // Other environments are another release; by its end the late one would have written.
  expect((await kickai(folder, ['deploy', 'staging'])).code).toBe(4)
  expect(existsSync(join(folder, 'late.txt'))).toBe(false)
}, 120_000)

test('a release that is killed in a hook runs it again, and says so', async () => {
  const folder = repository("hooks: { before: 'echo begun; cat >> seen.txt; test -e go.txt || sleep 30' }")
  await startEmbedded(folder)
  const { child, ended } = call(folder, ['deploy', 'testing'])
  await until(
    () => existsSync(join(folder, 'seen.txt')) && readFileSync(join(folder, 'seen.txt'), 'utf8'),
    (text) => text !== false && text.endsWith('\n'),
  )
  child.kill('SIGKILL')
  await ended
  writeFiles(folder, { 'go.txt': '' })
  const resumed = await kickai(folder, ['resume', '--json'])
  expect(resumed.json(), resumed.err).toMatchObject({ verdict: 'live', hooks: [{ outcome: 'done' }] })
  const seen = readFileSync(join(folder, 'seen.txt'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(seen.map(({ again }) => again)).toEqual([false, true])
}, 120_000)

test('a release waits for a person, who lets it go on or does not', async () => {
  const { received, url } = await listener()
  const folder = repository(
    "notify: [{ to: 'url', url: 'env:HOOK_URL', on: ['awaiting approval', 'blocked'] }]",
    'approval: true',
  )
  const { deployments } = await startEmbedded(folder)
  const github = { HOOK_URL: url, GITHUB_ACTIONS: 'true', GITHUB_ACTOR: 'grace' }
  const asked = await kickai(folder, ['ship', '--json'], github)
  expect(asked.code, asked.err).toBe(4)
  const [waiting] = asked.json().environments
  const { release } = waiting
  expect(waiting).toMatchObject({
    state: 'awaiting approval',
    wayOut: `kickai approve ${release}`,
    until: expect.any(Number),
  })
  expect(waiting).not.toHaveProperty('verdict')
  expect(await deployments('testing')).toEqual([])
  const status = (await kickai(folder, ['status', '--json'], github)).json()
  expect(status.environments[0].newest).toMatchObject({
    release,
    state: 'awaiting approval',
    wayOut: `kickai approve ${release}`,
  })
  const resumed = await kickai(folder, ['resume', release, '--json'], github)
  expect({ code: resumed.code, ...resumed.json() }).toMatchObject({
    code: 4,
    resumed: false,
    state: 'awaiting approval',
  })

  const outputs = join(temporaryFolder({ outputs: '' }), 'outputs')
  const approved = await kickai(folder, ['approve', release, '--json'], { ...github, GITHUB_OUTPUT: outputs })
  expect(approved.json(), approved.err).toMatchObject({
    verdict: 'live',
    identity: 'proven',
    approval: { by: 'grace' },
  })
  expect(readFileSync(outputs, 'utf8')).toMatch(/verdict<<(\S+)\nlive\n\1/)
  expect((await kickai(folder, ['approve', release, '--json'], github)).json().error.code).toBe('not-awaiting')

  writeFiles(folder, { 'server.mjs': nodeService('two') })
  commit(folder, 'Two')
  const second = (await kickai(folder, ['deploy', 'testing', '--json'], github)).json().release
  expect((await kickai(folder, ['approve', second, '--reject'], github)).code).toBe(2)
  const words = ['approve', second, '--reject', '--reason', 'Not on a Friday.', '--by', 'ada', '--json']
  const rejected = await kickai(folder, words, { HOOK_URL: url })
  expect({ code: rejected.code, ...rejected.json() }).toMatchObject({
    code: 4,
    verdict: 'blocked',
    reason: { code: 'rejected', sentence: 'ada rejected it: Not on a Friday.' },
  })
  expect(received.map(({ about }) => about)).toEqual(['awaiting approval', 'awaiting approval', 'blocked'])
  expect(await deployments('testing')).toHaveLength(1)

  const third = (await kickai(folder, ['deploy', 'testing', '--json'], github)).json().release
  writeFiles(folder, {
    'kickai.config.ts': config('hooks: {}', "approval: true, settings: { web: { GREETING: 'new' } }"),
  })
  const stale = await kickai(folder, ['approve', third, '--json'], github)
  expect({ code: stale.code, ...stale.json() }).toMatchObject({
    code: 4,
    verdict: 'blocked',
    reason: { code: 'plan-stale' },
  })

  const hasty = "approval: true, deadlines: { approvalSeconds: 0.1 }, settings: { web: { GREETING: 'new' } }"
  writeFiles(folder, { 'kickai.config.ts': config('hooks: {}', hasty) })
  const fourth = (await kickai(folder, ['deploy', 'testing', '--json'], github)).json().release
  const late = await kickai(folder, ['resume', fourth, '--json'], github)
  expect(late.json()).toMatchObject({ verdict: 'blocked', reason: { code: 'approval-expired' } })
}, 120_000)
