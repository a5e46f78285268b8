import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type EmbeddedFixture, startEmbedded } from '../fixtures/embedded.ts'
import { temporaryRepository } from '../fixtures/folder.ts'
import { kickai } from '../fixtures/kickai.ts'
import { nodeConfig, provingService } from '../fixtures/node-service.ts'
import { until } from '../fixtures/until.ts'
import { readPlaces } from '../workspace/places.ts'
import { workspaceOf } from '../workspace/workspace.ts'

const secret = 'planted-probe-token'
const config = nodeConfig.replace("GREETING: 'hello'", "GREETING: 'hello', KICKAI_PROBE_TOKEN: { secret: 'env:PROBE' }")

/** Somebody at the dashboard of the platform: sends a document about the service, and gives the answer's data. */
async function atDashboard(folder: string, { platform }: EmbeddedFixture, query: string): Promise<object> {
  const place = readPlaces(workspaceOf(folder)).testing
  const ids = { projectId: place?.projectId, environmentId: place?.environmentId, serviceId: place?.services.web }
  const answer = await fetch(`${platform.url}/graphql/v2`, {
    method: 'POST',
    headers: { authorization: `Bearer ${platform.accountToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables: { ...ids, input: { ...ids, name: 'GREETING', value: 'theirs' } } }),
  })
  const { data, errors } = (await answer.json()) as { data: object; errors?: unknown }
  expect(errors).toBeUndefined()
  return data
}

const setVariable = 'mutation Set($input: VariableUpsertInput!) { variableUpsert(input: $input) }'
const readVariables = `query Read($projectId: String!, $environmentId: String!, $serviceId: String!) {
  variables(projectId: $projectId, environmentId: $environmentId, serviceId: $serviceId, unrendered: true)
}`

test('what somebody else changes and deploys is seen, told, and put right by the next release', async () => {
  const folder = temporaryRepository({
    'kickai.config.ts': config,
    'server.mjs': provingService,
    '.gitignore': '.kickai/\n',
  })
  const embedded = await startEmbedded(folder)
  const said: string[] = []
  const call = async (...words: string[]) => {
    const called = await kickai(folder, [...words, '--json'], { PROBE: secret })
    said.push(called.out, called.err)
    return { code: called.code, ...called.json() }
  }
  const testing = async () => (await call('status')).environments[0]

  const deployed = await call('deploy', 'testing')
  expect(deployed).toMatchObject({ code: 0, verdict: 'live', identity: 'proven', settings: 'proven' })
  expect(await testing()).toMatchObject({ settings: 'proven', meanwhile: { foreign: [], drift: [] } })

  await atDashboard(folder, embedded, setVariable)
  const seen = await until(testing, ({ health }) => health?.greeting === 'theirs')
  expect(seen).toMatchObject({
    identity: 'unknown',
    meanwhile: {
      foreign: [{ service: 'web', copyOf: deployed.deployment }],
      drift: [{ service: 'web', what: 'setting GREETING', change: 'changed' }],
    },
  })
  const [{ deployment: theirs }] = seen.meanwhile.foreign
  // It runs our own image, so a failure may bring it back; that it is a copy is told, and its settings are put right.
  const again = await call('deploy', 'testing')
  expect(again).toMatchObject({ code: 0, verdict: 'live', settings: 'proven' })
  expect(again.findings).toContainEqual(expect.objectContaining({ code: 'redeployed-by-others' }))
  expect(again.findings[0].sentence).toContain(theirs)
  expect(await testing()).toMatchObject({ meanwhile: { foreign: [], drift: [] }, health: { greeting: 'hello' } })

  const journal = readFileSync(join(folder, '.kickai', 'journal-local.sqlite'), 'latin1')
  for (const text of [...said, journal]) expect(text.includes(secret)).toBe(false)
}, 60_000)

test('a first release that fails leaves the settings that were there', async () => {
  const folder = temporaryRepository({
    'kickai.config.ts': config,
    'server.mjs': 'process.exit(1)',
    '.gitignore': '.kickai/\n',
  })
  const embedded = await startEmbedded(folder)
  await atDashboard(folder, embedded, setVariable)
  const before = await atDashboard(folder, embedded, readVariables)
  expect(before).toMatchObject({ variables: { GREETING: 'theirs' } })
  const failed = await kickai(folder, ['deploy', 'testing', '--json'], { PROBE: secret })
  expect({ code: failed.code, ...failed.json() }).toMatchObject({ code: 1, verdict: 'failed' })
  expect(failed.json().notes).toBeUndefined()
  expect(await atDashboard(folder, embedded, readVariables)).toEqual(before)
}, 60_000)
