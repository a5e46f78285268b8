import { generateKeyPairSync } from 'node:crypto'
import { expect, onTestFinished, test } from 'vitest'
import { startFirestore } from '../../../../scripts/testing/firestore.ts'
import { describeWith, firestoreEmulator, postgres } from '../../../../scripts/testing/needs.ts'
import { startPostgres } from '../../../../scripts/testing/postgres.ts'
import { temporaryFolder } from '../fixtures/folder.ts'
import { kickai } from '../fixtures/kickai.ts'
import { twoMachines } from '../fixtures/on-railway.ts'

async function shared(variables: NodeJS.ProcessEnv): Promise<void> {
  const { first, second, token } = await twoMachines('RAILWAY_TOKEN')
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
    const placed = temporaryFolder({ 'kickai.config.json': withPlaces })
    const onlyTo = { DATABASE_URL: server.url, TOKEN_LIVE: 'planted', CI: 'true' }
    const early = await kickai(placed, ['promote', 'before', 'live', '--json'], onlyTo)
    expect({ code: early.code, ...early.json().error }).toMatchObject({ code: 'nothing-live' })
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

    // The emulator lets anybody in; that the account is taken shows in what is refused.
    const folder = temporaryFolder({ 'kickai.config.json': withAccount })
    const { privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    })
    const key = JSON.stringify({ type: 'service_account', client_email: 'journal@shop.test', private_key: privateKey })
    const history = async (JOURNAL_ACCOUNT: string, DATABASE_URL = 'firestore:shop-1/kickai') =>
      await kickai(folder, ['history', '--json'], {
        DATABASE_URL,
        JOURNAL_ACCOUNT,
        FIRESTORE_EMULATOR_HOST: server.host,
      })
    expect((await history(key)).json().releases).toHaveLength(1)
    expect((await history('')).json().error).toMatchObject({
      code: 'secret-missing',
      problems: [{ path: 'journal.account' }],
    })
    const refused = await history(key.slice(0, -9))
    expect(refused.json().error).toMatchObject({ code: 'store-refused' })
    expect(refused.out + refused.err).not.toContain('BEGIN PRIVATE')
    expect((await history(key, 'sqlite:here')).json().error).toMatchObject({ code: 'bad-store-url' })
  }, 60_000)
})

const shop = { name: 'shop', services: { web: { start: 'node server.mjs' } }, environments: { other: {} } }
const withJournal = JSON.stringify({ ...shop, journal: 'env:DATABASE_URL' })
const place = (name: string) => ({
  railway: { project: name, environment: name, services: { web: name }, token: `env:TOKEN_${name.toUpperCase()}` },
})
const withPlaces = JSON.stringify({
  ...shop,
  journal: 'env:DATABASE_URL',
  environments: { before: place('before'), live: place('live') },
})
const withAccount = JSON.stringify({
  ...shop,
  journal: { store: 'env:DATABASE_URL', account: 'env:JOURNAL_ACCOUNT' },
})

test.each([
  'postgres://u:planted@host/shop',
  { store: 'env:A', account: '{"private_key":"planted"}' },
  { account: 'env:A' },
])('an address or an account that is written down is refused', async (journal) => {
  const folder = temporaryFolder({ 'kickai.config.json': JSON.stringify({ ...shop, journal }) })
  const refused = await kickai(folder, ['history', '--json'])
  expect(refused.json().error).toMatchObject({
    code: 'config-invalid',
    problems: [{ path: expect.stringMatching(/^journal/) }],
  })
  expect(refused.out + refused.err).not.toContain('planted')
})
