import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { pack, writeManifest } from '@kickai/bundle'
import type { RunningPlatform } from '@kickai/railway-local'
import { expect, test } from 'vitest'
import { loadConfiguration } from '../config/load.ts'
import { connectEmbedded } from '../connection/embedded.ts'
import { startEmbedded } from '../fixtures/embedded.ts'
import { commit, temporaryFolder, temporaryRepository, writeFiles } from '../fixtures/folder.ts'
import { kickai } from '../fixtures/kickai.ts'
import { nodeConfig, nodeService } from '../fixtures/node-service.ts'
import { workspaceOf } from '../workspace/workspace.ts'

const files = { 'kickai.config.ts': nodeConfig, 'server.mjs': nodeService('one'), '.gitignore': '.kickai/\n' }
const ci = { CI: 'true' }

/** What the platform calls the image that a deployment runs. */
async function imageOf({ url, accountToken }: RunningPlatform, id: string): Promise<string> {
  const answer = await fetch(`${url}/graphql/v2`, {
    method: 'POST',
    headers: { authorization: `Bearer ${accountToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query: 'query($id: String!) { deployment(id: $id) { meta } }', variables: { id } }),
  })
  return ((await answer.json()) as { data: { deployment: { meta: { image: string } } } }).data.deployment.meta.image
}

/** As a machine of CI that comes new to each run. */
function forget(folder: string): void {
  for (const end of ['', '-wal', '-shm']) rmSync(join(folder, '.kickai', `journal-local.sqlite${end}`), { force: true })
}

test('a run in CI without a journal goes back to what it found, as it found it, and says so', async () => {
  const folder = temporaryRepository(files)
  const { platform, deployments } = await startEmbedded(folder)
  const first = (await kickai(folder, ['deploy', 'testing', '--json'])).json()
  expect(first).toMatchObject({ verdict: 'live' })
  expect(first.rebuilt).toBeUndefined()

  forget(folder)
  const rebuilt = { release: first.release, digest: first.digest, identity: 'proven' }
  writeFiles(folder, {
    'server.mjs': nodeService('bad', { badAfterMs: 300 }),
    'kickai.config.ts': nodeConfig.replace('hello', 'changed').replace('0.3', '20'),
  })
  commit(folder, 'Bad')
  const bad = await kickai(folder, ['deploy', 'testing', '--json'], ci)
  expect({ code: bad.code, ...bad.json() }).toMatchObject({
    code: 3,
    verdict: 'rolled back',
    rebuilt: { ...rebuilt, deployments: { web: first.deployment } },
    findings: [{ code: 'live-rebuilt', severity: 'notice', sentence: expect.stringContaining(first.release) }],
    serving: { release: first.release, digest: first.digest, identity: 'proven', health: { greeting: 'hello' } },
  })
  expect(bad.err).toContain('the journal here knows nothing of it')

  // What went back bears no label of its own now; the image tells.
  forget(folder)
  writeFiles(folder, { 'server.mjs': nodeService('three'), 'kickai.config.ts': nodeConfig })
  commit(folder, 'Three')
  expect((await kickai(folder, ['plan', 'testing', '--json'])).json().parts[0].before).toBeUndefined()
  const planned = (await kickai(folder, ['plan', 'testing', '--rebuild', '--json'])).json()
  expect(planned).toMatchObject({ rebuilt, parts: [{ before: { release: first.release } }] })
  const third = (await kickai(folder, ['deploy', 'testing', '--json'], { GITHUB_ACTIONS: 'true' })).json()
  expect(third).toMatchObject({ verdict: 'live', rebuilt, health: { version: 'three' } })

  forget(folder)
  const again = (await kickai(folder, ['deploy', 'testing', '--json'], ci)).json()
  expect(again).toMatchObject({ unchanged: true, release: third.release, rebuilt: { release: third.release } })

  forget(folder)
  expect((await kickai(folder, ['promote', 'testing', 'staging'])).err).toContain('nothing-live')
  const promoted = (await kickai(folder, ['promote', 'testing', 'staging', '--json'], ci)).json()
  expect(promoted).toMatchObject({ verdict: 'live', digest: third.digest, kind: 'promotion' })

  // What no release labelled is never adopted, in CI or when asked for.
  const configuration = await loadConfiguration(folder)
  const project = { configuration, workspace: workspaceOf(folder), variables: {} }
  const [testing] = configuration.environments
  if (testing === undefined) throw new Error('There is no environment.')
  const connection = await connectEmbedded(project, testing, { url: platform.url, companions: {} })
  const bundle = temporaryFolder({ 'server.mjs': nodeService('by hand') })
  await writeManifest(bundle, {})
  const target = { environment: 'testing', service: 'web' }
  const untilServing = async ({ deployment }: { readonly deployment: string }) => {
    for await (const { phase } of connection.platform.follow(target, deployment, AbortSignal.timeout(30_000)))
      if (phase === 'serving') break
    return deployment
  }
  const byHand = await untilServing(await connection.platform.upload(target, await pack(bundle), 'by hand'))

  forget(folder)
  writeFiles(folder, { 'server.mjs': nodeService('four') })
  commit(folder, 'Four')
  const refused = await kickai(folder, ['deploy', 'testing', '--rebuild', '--json'], ci)
  expect({ code: refused.code, ...refused.json() }).toMatchObject({
    code: 4,
    reason: { code: 'foreign-deployment' },
    findings: [{ sentence: expect.stringContaining('no id of a release in its message') }],
  })
  expect(refused.json().rebuilt).toBeUndefined()

  // Nor is what runs as an image, which nothing labels; that is said, before anything changes.
  const image = await imageOf(platform, byHand)
  const [web] = configuration.services
  if (web === undefined) throw new Error('There is no service.')
  await connection.platform.configure(target, { ...web.configuration, image }, new Map())
  await untilServing(await connection.platform.deployImage(target))
  const there = await deployments('testing')
  forget(folder)
  const blocked = await kickai(folder, ['deploy', 'testing', '--rebuild', '--json'])
  expect({ code: blocked.code, ...blocked.json() }).toMatchObject({
    code: 4,
    reason: { code: 'image-not-recognised', sentence: expect.stringContaining(`web runs the image ${image}`) },
    findings: [{ wayOut: expect.stringMatching(/^Use the journal that knows of it.* --take-over/) }],
  })
  forget(folder)
  const promotion = await kickai(folder, ['promote', 'testing', 'staging', '--rebuild', '--json'])
  expect({ code: promotion.code, error: promotion.json().error }).toMatchObject({
    code: 4,
    error: { code: 'image-not-recognised', wayOut: expect.stringContaining('kickai deploy ENV --image REF') },
  })
  expect(await deployments('testing')).toEqual(there)
}, 120_000)
