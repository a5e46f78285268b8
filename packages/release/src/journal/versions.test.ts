import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Data, openSqliteStore, type Store } from '@kickai/store'
import { expect, it, onTestFinished } from 'vitest'
import { run } from '../runner/run.ts'
import { SimulatedEnvironment } from '../simulation/simulated-release.ts'
import { onEveryStore } from '../testing/stores.ts'
import { currentOf } from './current.ts'
import { journalFormat } from './format.ts'
import { openJournal, replay } from './journal.ts'

interface Recorded {
  readonly ends: { readonly [release: string]: { readonly state: string; readonly verdict?: string } }
  readonly releases: readonly { readonly head: Data; readonly entries: readonly Data[] }[]
}

const recorded: Recorded = JSON.parse(
  readFileSync(join(import.meta.dirname, 'fixtures', 'before-statistics.json'), 'utf8'),
)

/** A store that holds the recorded journal. */
async function recordedStore(): Promise<Store> {
  const store = openSqliteStore({ path: ':memory:' })
  onTestFinished(() => store.close())
  for (const { head, entries } of recorded.releases) {
    const release = String(head.release)
    await store.transaction(async (transaction) => {
      transaction.set('releases', release, head)
      for (const entry of entries)
        transaction.set(`releases/${release}/entries`, String(entry.sequence).padStart(8, '0'), entry)
    })
  }
  return store
}

it('a journal of an earlier version tells the ends that its releases came to then, though they would be judged otherwise', async () => {
  const journal = openJournal(await recordedStore())
  for (const [release, { state, verdict }] of Object.entries(recorded.ends)) {
    const told = replay(await journal.entries(release))
    expect({ release, state: told.state, verdict: told.verdict }).toEqual({ release, state, verdict })
  }
  expect((await currentOf(journal, 'testing')).live?.release).toBe('rel_0001')
})

it('a release that an earlier version left is carried on', async () => {
  const store = await recordedStore()
  const environment = await SimulatedEnvironment.open([], store)
  const state = await run('rel_0004', environment.ports)
  // Its platform is another one here, which knows nothing of its deployment: the old artifact is sent again.
  expect(state.verdict).toBe('rolled back')
  const { live, newest } = await currentOf(openJournal(environment.store), 'testing')
  expect(live).toMatchObject({ release: 'rel_0001', parts: [{ deployment: 'deployment-1' }] })
  expect(newest?.plan.release).toBe('rel_0004')
})

it('what was judged once is not judged anew', async () => {
  const environment = await SimulatedEnvironment.open()
  const state = await environment.release('one')
  const entries = await openJournal(environment.store).entries(state.plan.release)
  const harsh = { ...state.plan.policy, bakeMs: 3_600_000, passes: 1_000 }
  const harsher = entries.map((entry) =>
    entry.kind === 'plan' ? { ...entry, plan: { ...entry.plan, policy: harsh } } : entry,
  )
  expect(replay(harsher)).toMatchObject({ state: 'live', verdict: 'live', notified: true })
})

onEveryStore('a journal of a newer version', (open) => {
  it('is refused, and nothing is written into it', async () => {
    const environment = await SimulatedEnvironment.open([], await open())
    const plan = await environment.begin('one')
    await environment.store.transaction(async (transaction) =>
      transaction.set('journal', 'format', { number: journalFormat + 1 }),
    )
    // As another process finds it.
    const store = { ...environment.store }
    const journal = openJournal(store)
    const refused = { code: 'journal-newer', wayOut: expect.stringContaining('version') }
    await expect(journal.heads()).rejects.toMatchObject(refused)
    await expect(journal.entries(plan.release)).rejects.toMatchObject(refused)
    await expect(journal.begin({ ...plan, release: 'rel_9999' })).rejects.toMatchObject(refused)
    await expect(run(plan.release, { ...environment.ports, store })).rejects.toMatchObject(refused)
    expect(await store.list('releases')).toHaveLength(1)
  })
})
