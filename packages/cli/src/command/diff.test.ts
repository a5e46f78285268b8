import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startEmbedded } from '../fixtures/embedded.ts'
import { temporaryRepository, writeFiles } from '../fixtures/folder.ts'
import { kickai } from '../fixtures/kickai.ts'
import { nodeConfig, nodeService } from '../fixtures/node-service.ts'
import { readPlaces } from '../workspace/places.ts'
import { workspaceOf } from '../workspace/workspace.ts'

const config = nodeConfig
  .replace(
    "{ web: { GREETING: 'hello' } }",
    "{ web: { GREETING: 'hello-value', MODE: 'club-value', TOKEN: { secret: 'file:.kickai/token' }, ONLY: 'only-value', SEALED: { secret: 'file:.kickai/sealed', sealed: true } } }",
  )
  .replace(
    'staging: {}',
    "staging: { settings: { web: { GREETING: 'other-value', MODE: 'club-value', BOT: { secret: 'file:.kickai/bot' }, TOKEN: { secret: 'env:NONE' } } } }",
  )

test('two environments are held against each other and against what is there, by names and fingerprints alone', async () => {
  const folder = temporaryRepository({
    'kickai.config.ts': config,
    'server.mjs': nodeService('one'),
    '.gitignore': '.kickai/',
  })
  const call = async (...words: string[]) => {
    const called = await kickai(folder, ['diff', 'testing', 'staging', ...words])
    for (const text of [called.out, called.err]) expect(text).not.toMatch(/\w+-value/)
    return called
  }
  const down = await call('--detailed-exitcode', '--json')
  const before = down.json()
  // Nobody could look, which is not the same as that nothing differs.
  expect({ code: down.code, drifted: before.drifted }).toEqual({ code: 5, drifted: false })
  expect(before.environments).toMatchObject([{ note: expect.stringContaining('does not run here') }, {}])
  expect(existsSync(join(folder, '.kickai'))).toBe(false)

  writeFiles(folder, { '.kickai/token': 'token-value', '.kickai/bot': 'token-value', '.kickai/sealed': 'sealed-value' })
  const { platform } = await startEmbedded(folder)
  expect((await kickai(folder, ['deploy', 'testing'])).code).toBe(0)
  writeFiles(folder, { '.kickai/token': 'rotated-value', '.kickai/bot': 'rotated-value' })
  const setByHand = async (environment: string) => {
    const place = readPlaces(workspaceOf(folder))[environment]
    const input = {
      projectId: place?.projectId,
      environmentId: place?.environmentId,
      serviceId: place?.services.web,
      name: 'GREETING',
      value: 'theirs-value',
      skipDeploys: true,
    }
    await fetch(`${platform.url}/graphql/v2`, {
      method: 'POST',
      headers: { authorization: `Bearer ${platform.accountToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        query: 'mutation Set($input: VariableUpsertInput!) { variableUpsert(input: $input) }',
        variables: { input },
      }),
    })
  }
  await Promise.all(['testing', 'production'].map(setByHand))

  // Nothing is configured for production's service, so nothing is to be there.
  const production = await kickai(folder, ['diff', 'staging', 'production'])
  expect(production.out).toContain(
    'production: GREETING of web is on the platform, and the configuration does not name it.',
  )

  const found = await call('--detailed-exitcode', '--json')
  const { settings, shared, drifted, environments } = found.json()
  expect(found.code, found.err).toBe(4)
  const relations = settings.map(({ name, relation }: { name: string; relation: string }) => `${name}: ${relation}`)
  expect(relations).toEqual([
    'BOT: only in the second',
    'GREETING: different',
    'MODE: same',
    'ONLY: only in the first',
    'SEALED: only in the first',
    'TOKEN: unknown',
  ])
  expect(settings[2].first).toEqual({ kind: 'value', fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/) })
  expect(shared).toEqual([{ first: 'web.TOKEN', second: 'web.BOT' }])
  expect(drifted).toBe(true)
  const [testing, staging] = environments
  expect(testing.platform).toEqual([
    { service: 'web', name: 'GREETING', how: 'changed' },
    { service: 'web', name: 'TOKEN', how: 'changed' },
    { service: 'web', name: 'SEALED', how: 'unseen' },
  ])
  expect(testing.repository).toMatchObject([{ what: 'setting TOKEN', change: 'changed' }])
  expect(staging).toMatchObject({ platform: [], repository: [], note: expect.stringContaining('no value') })
}, 120_000)
