import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openFirestoreStore, openPostgresStore, type Store } from '@kickai/store'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { type BrokenLine, startBrokenLine } from '../../../../scripts/testing/broken-line.ts'
import { startFirestore, type TestFirestore } from '../../../../scripts/testing/firestore.ts'
import { describeWith, firestoreEmulator, postgres } from '../../../../scripts/testing/needs.ts'
import { startPostgres, type TestPostgres } from '../../../../scripts/testing/postgres.ts'
import type { StateName } from '../machine/state.ts'
import { SimulatedEnvironment, storeInNoTime } from '../simulation/simulated-release.ts'
import { mergeSpool } from '../spool/merge.ts'
import { memorySpool } from '../testing/memory-spool.ts'
import { run } from './run.ts'

/** A release whose shared store is cut off as soon as it comes to a state, and how it ends once the store is there again. */
async function cutOff(open: () => Promise<Store>, line: BrokenLine, at: StateName) {
  const environment = await SimulatedEnvironment.open([], await opened(open))
  await environment.release('good')
  const spool = memorySpool()
  // Short, because each try at a store that is cut off takes real time.
  const ports = { ...environment.ports, spool, leaseTimes: { limitMs: 1_000, renewMs: 300, requestMs: 1_000 } }
  const plan = await environment.begin('new')
  const changes = environment.platform.changes.length
  const code = await run(plan.release, ports, { onProgress: ({ state }) => state === at && line.down() }).then(
    ({ verdict }) => verdict,
    (error: { code?: string }) => error.code,
  )
  await environment.clock.sleep(60_000)
  const meanwhile = environment.platform.serving?.digest
  const called = environment.platform.changes.slice(changes)
  line.up()
  const { clock } = environment
  const store = { ...storeInNoTime(await opened(open), clock), now: async () => clock.now() }
  await mergeSpool(store, spool)
  const { verdict, reason } = await run(plan.release, { ...ports, store })
  const ended = { verdict, reason: reason?.code, serves: environment.platform.serving?.digest }
  return { code, meanwhile, called, ended, spooled: (await spool.all()).length }
}

async function opened(open: () => Promise<Store>): Promise<Store> {
  const store = await open()
  onTestFinished(() => store.close())
  return store
}

/** `open` opens the store of this name over a port. */
async function expectNothingLost(open: (port: number, name: string) => Promise<Store>, target: string): Promise<void> {
  const line = await startBrokenLine(target)
  onTestFinished(() => line.stop())
  const switched = await cutOff(() => open(line.port, 'after'), line, 'baking')
  expect(switched).toEqual({
    code: 'journal-lost',
    meanwhile: 'good',
    called: ['configure', 'upload', 'configure', 'restore'],
    ended: { verdict: 'rolled back', reason: 'journal-lost', serves: 'good' },
    spooled: 0,
  })
  const early = await cutOff(() => open(line.port, 'before'), line, 'deploying')
  expect(early).toEqual({
    code: expect.stringMatching(/^store-/),
    meanwhile: 'good',
    called: ['configure'],
    ended: { verdict: 'live', reason: undefined, serves: 'new' },
    spooled: 0,
  })
}

describeWith(postgres(), 'Postgres, unreachable after and before the switch', (programs) => {
  let server: TestPostgres
  beforeAll(async () => {
    server = await startPostgres(programs)
  })
  afterAll(() => server?.stop())

  it('has a named end each time, and nothing is lost', async () => {
    const open = (port: number, name: string) => {
      const url = new URL(server.url)
      url.port = String(port)
      return openPostgresStore({ url: url.href, schema: `test_${name}`, patienceMs: 200 })
    }
    await expectNothingLost(open, `127.0.0.1:${server.port}`)
  })
})

describeWith(firestoreEmulator(), 'Firestore, unreachable after and before the switch', (found) => {
  let server: TestFirestore
  beforeAll(async () => {
    server = await startFirestore(found)
    // Its first answer is slow.
    await (await openFirestoreStore({ projectId: 'kickai-tests', emulator: server.host })).close()
  })
  afterAll(() => server?.stop())

  it('has a named end each time, and nothing is lost', async () => {
    const unique = randomUUID()
    const open = (port: number, name: string) =>
      openFirestoreStore({
        projectId: 'kickai-tests',
        prefix: `${name}-${unique}`,
        emulator: `127.0.0.1:${port}`,
        answerMs: 1_000,
        transactionMs: 1_000,
        patienceMs: 200,
      })
    await expectNothingLost(open, server.host)
  }, 60_000)
})

/** A disk of 8 MB, in a name space of its own, where this user may make one. */
const unshare = '/usr/bin/unshare'
const onSmallDisk = ['--user', '--map-root-user', '--mount', 'sh', '-c']
const mount = (then: string) => `mount -t tmpfs -o size=8m tmpfs "$1" && ${then}`

function mayMount(): boolean {
  try {
    execFileSync(unshare, [...onSmallDisk, mount('true'), 'sh', tmpdir()], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

describe.skipIf(process.platform !== 'linux' || !mayMount())('a disk that gets full', () => {
  it.each([
    ['baking', { code: 'journal-lost', servingLater: 'good', verdict: 'rolled back', reason: 'journal-lost' }],
    ['deploying', { code: 'store-full', servingLater: 'good', verdict: 'live' }],
  ])('while %s: a named end, and nothing is lost', (at, expected) => {
    const folder = mkdtempSync(join(tmpdir(), 'kickai-disk-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const script = join(import.meta.dirname, 'fixtures', 'full-disk.ts')
    const command = [...onSmallDisk, mount('exec "$2" "$3" "$1" "$4"'), 'sh', folder, process.execPath, script, at]
    const told = execFileSync(unshare, command, { encoding: 'utf8', timeout: 20_000 })
    const serves = expected.verdict === 'live' ? 'new' : 'good'
    expect(JSON.parse(told)).toMatchObject({ ...expected, serves, spooled: 0 })
  })
})
