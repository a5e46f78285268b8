import { expect, it } from 'vitest'
import { SimulatedEnvironment } from '../simulation/simulated-release.ts'
import { onEveryStore } from '../testing/stores.ts'
import { currentOf } from './current.ts'
import { openIntent, openJournal } from './journal.ts'

onEveryStore('the journal', (open) => {
  it('refuses an entry of a holder whose lease somebody else has taken over', async () => {
    const environment = await SimulatedEnvironment.open([], await open())
    const journal = openJournal(environment.store)
    const plan = await environment.begin('one')
    await environment.store.transaction(async (transaction) => transaction.set('leases', 'testing', { token: 7 }))
    const entry = { sequence: 1, at: 1, kind: 'observation', event: { at: 1, kind: 'start' } } as const
    await expect(journal.append(plan, { ...entry, token: 6 }, false)).rejects.toMatchObject({ code: 'lease-lost' })
    expect(await journal.entries(plan.release)).toHaveLength(1)
    await journal.append(plan, { ...entry, token: 7 }, false)
    expect(await journal.entries(plan.release)).toHaveLength(2)
  })

  it('knows the intent that has no result', async () => {
    const environment = await SimulatedEnvironment.open([], await open())
    const journal = openJournal(environment.store)
    const plan = await environment.begin('one')
    expect(openIntent(await journal.entries(plan.release))).toBeUndefined()
    const effect = { kind: 'upload', part: 0, side: 'new' } as const
    await journal.append(plan, { sequence: 1, at: 1, token: 0, kind: 'intent', effect, known: [] }, false)
    expect(openIntent(await journal.entries(plan.release))?.effect.kind).toBe('upload')
    const taken = { at: 2, kind: 'lease-taken', token: 1 } as const
    await journal.append(plan, { sequence: 2, at: 2, token: 0, kind: 'result', event: taken }, false)
    expect(openIntent(await journal.entries(plan.release))?.effect.kind).toBe('upload')
    const created = { at: 3, kind: 'deployment-created', part: 0, deployment: 'd' } as const
    await journal.append(plan, { sequence: 3, at: 3, token: 0, kind: 'result', event: created }, false)
    expect(openIntent(await journal.entries(plan.release))).toBeUndefined()
  })

  it('refuses an entry where another process has written meanwhile', async () => {
    const environment = await SimulatedEnvironment.open([], await open())
    const journal = openJournal(environment.store)
    const plan = await environment.begin('one')
    const entry = { sequence: 1, at: 1, token: 0, kind: 'observation', event: { at: 1, kind: 'start' } } as const
    await journal.append(plan, entry, false)
    await expect(journal.append(plan, entry, false)).rejects.toMatchObject({ code: 'journal-moved' })
  })

  it('is not read where an entry is missing, be it the last or one between', async () => {
    const environment = await SimulatedEnvironment.open([], await open())
    const journal = openJournal(environment.store)
    const plan = await environment.begin('one')
    const event = { at: 1, kind: 'start' } as const
    for (const sequence of [1, 2])
      await journal.append(plan, { sequence, at: 1, token: 0, kind: 'observation', event }, false)
    for (const id of ['00000002', '00000001']) {
      await environment.store.transaction(async (transaction) =>
        transaction.delete(`releases/${plan.release}/entries`, id),
      )
      await expect(journal.entries(plan.release)).rejects.toMatchObject({ code: 'journal-unreadable' })
    }
  })

  it('holds no value of a secret', async () => {
    const environment = await SimulatedEnvironment.open([], await open())
    const state = await environment.release('one', { settings: [{ name: 'TOKEN', secret: 'env:TOKEN' }] })
    expect(state.verdict).toBe('live')
    expect(environment.platform.settings.get('TOKEN')).toBe('value of env:TOKEN')
    const everything = JSON.stringify([
      await openJournal(environment.store).entries(state.plan.release),
      await environment.store.list('releases'),
    ])
    expect(everything).not.toContain('value of env:TOKEN')
  })

  it('says what serves after a rollback: the earlier release, under the deployment that brought it back', async () => {
    const environment = await SimulatedEnvironment.open([{ digest: 'bad', failsAfterMs: 1_000 }], await open())
    const good = await environment.release('good')
    const bad = await environment.release('bad')
    const { live, newest, uncertain } = await currentOf(openJournal(environment.store), 'testing')
    expect(live?.release).toBe(good.plan.release)
    expect(live?.parts[0]?.deployment).toBe('deployment-3')
    expect(newest?.plan.release).toBe(bad.plan.release)
    expect(uncertain).toBeUndefined()
  })

  it('says that it is uncertain what serves after a rollback that failed', async () => {
    const environment = await SimulatedEnvironment.open([{ digest: 'bad', failsAfterMs: 1_000 }], await open())
    await environment.release('good')
    // As often as it is tried.
    environment.platform.troubles.set('restore', Array(4).fill('vanished'))
    const bad = await environment.release('bad')
    const current = await currentOf(openJournal(environment.store), 'testing')
    expect(bad.verdict).toBe('rollback failed')
    expect(current.uncertain).toBe(bad.plan.release)
  })
})
