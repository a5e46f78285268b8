import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { directoryArtifacts } from '@kickai/release'
import { expect, test } from 'vitest'
import { loadConfiguration } from '../config/load.ts'
import { connectEmbedded } from '../connection/embedded.ts'
import { startEmbedded } from '../fixtures/embedded.ts'
import { commit, temporaryRepository, writeFiles } from '../fixtures/folder.ts'
import { kickai } from '../fixtures/kickai.ts'
import { nodeConfig, nodeService } from '../fixtures/node-service.ts'
import { workspaceOf } from '../workspace/workspace.ts'

const files = { 'kickai.config.ts': nodeConfig, 'server.mjs': nodeService('one'), '.gitignore': '.kickai/\n' }
const ci = { CI: 'true' }

/** As a machine of CI that comes new to each run. */
function forget(folder: string): void {
  for (const end of ['', '-wal', '-shm']) rmSync(join(folder, '.kickai', `journal-local.sqlite${end}`), { force: true })
}

test('a run in CI without a journal goes back to what it found, as it found it, and says so', async () => {
  const folder = temporaryRepository(files)
  const { platform } = await startEmbedded(folder)
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
  const archive = await directoryArtifacts(project.workspace.artifacts).get(third.digest)
  if (archive === undefined) throw new Error('The artifact is not kept.')
  const target = { environment: 'testing', service: 'web' }
  const { deployment } = await connection.platform.upload(target, archive, 'by hand')
  for await (const { phase } of connection.platform.follow(target, deployment, AbortSignal.timeout(30_000)))
    if (phase === 'serving') break

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
}, 120_000)
