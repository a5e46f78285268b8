import { expect, onTestFinished, test } from 'vitest'
import { startFirestore } from '../../../../scripts/testing/firestore.ts'
import { describeWith, firestoreEmulator, postgres } from '../../../../scripts/testing/needs.ts'
import { startPostgres } from '../../../../scripts/testing/postgres.ts'
import { startEmbedded } from '../fixtures/embedded.ts'
import { git, temporaryFolder, temporaryRepository } from '../fixtures/folder.ts'
import { kickai } from '../fixtures/kickai.ts'
import { nodeConfig, nodeService } from '../fixtures/node-service.ts'
import { readPlaces } from '../workspace/places.ts'
import { workspaceOf } from '../workspace/workspace.ts'

const files = { 'kickai.config.ts': nodeConfig, 'server.mjs': nodeService('one'), '.gitignore': '.kickai/\n' }

/** Two clones of a repository whose environment is reached as on Railway, with a shared journal, each as on its own machine. */
async function twoMachines(): Promise<{ first: string; second: string; token: string }> {
  const home = temporaryRepository(files)
  const { platform } = await startEmbedded(home)
  const place = readPlaces(workspaceOf(home)).testing
  if (place === undefined) throw new Error('The environment was not made.')
  const config = {
    name: 'shop',
    services: { web: { start: 'node server.mjs', overlapSeconds: 0, drainingSeconds: 2 } },
    journal: 'env:DATABASE_URL',
    environments: {
      testing: {
        bakeSeconds: 0.3,
        checks: { everySeconds: 0.2 },
        railway: {
          project: place.projectId,
          environment: place.environmentId,
          services: place.services,
          token: 'env:RAILWAY_TOKEN',
          endpoint: platform.url,
        },
      },
    },
  }
  const first = temporaryRepository({
    ...files,
    'kickai.config.ts': `export default ${JSON.stringify(config)}`,
  })
  const second = temporaryFolder()
  git(second, 'clone', '--quiet', first, '.')
  return { first, second, token: place.token }
}

async function shared(variables: NodeJS.ProcessEnv): Promise<void> {
  const { first, second, token } = await twoMachines()
  const surroundings = { ...variables, RAILWAY_TOKEN: token }
  const deployed = await kickai(first, ['deploy', 'testing', '--json'], surroundings)
  expect(deployed).toMatchObject({ code: 0 })
  const { release } = deployed.json()
  const status = await kickai(second, ['status', '--json'], surroundings)
  expect(status.json().environments).toMatchObject([{ environment: 'testing', release, identity: 'proven' }])
  const history = await kickai(second, ['history', '--json'], surroundings)
  expect(history.json().releases).toMatchObject([{ release, verdict: 'live' }])
  const again = await kickai(second, ['deploy', 'testing', '--json'], surroundings)
  expect(again.json()).toMatchObject({ verdict: 'live', unchanged: true, release })
}

describeWith(postgres(), 'a journal in Postgres', (programs) => {
  test('is shared by machines; without its database nothing is done, and no password is told', async () => {
    const server = await startPostgres(programs)
    onTestFinished(() => server.stop())
    await shared({ DATABASE_URL: server.url })

    const folder = temporaryFolder({ 'kickai.config.json': withJournal })
    const missing = await kickai(folder, ['history', '--json'])
    expect(missing.json().error).toMatchObject({ code: 'secret-missing', problems: [{ path: 'journal' }] })
    await server.stop()
    const down = await kickai(folder, ['history', '--json'], { DATABASE_URL: server.url })
    expect(down.json().error).toMatchObject({ code: 'store-unreachable' })
    expect(down.out + down.err).not.toMatch(/w0rd/)
  }, 60_000)
})

describeWith(firestoreEmulator(), 'a journal in Firestore', (found) => {
  test('is shared by machines', async () => {
    const server = await startFirestore(found)
    onTestFinished(() => server.stop())
    await shared({ DATABASE_URL: 'firestore:shop-1/kickai', FIRESTORE_EMULATOR_HOST: server.host })
  }, 60_000)
})

const withJournal = JSON.stringify({
  name: 'shop',
  services: { web: { start: 'node server.mjs' } },
  journal: 'env:DATABASE_URL',
  environments: { testing: {} },
})
