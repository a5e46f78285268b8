import { randomUUID } from 'node:crypto'
import type { Data, Store } from '@kickai/store'
import { openJournal } from '../journal/journal.ts'
import { addTallies, emptyTally } from './add.ts'
import { type Days, Fold, foldJournal } from './fold.ts'
import { tallyOfObservation } from './observation.ts'
import { observationOf } from './observations.ts'
import type { Tally } from './tally.ts'
import { dayOf, tallyOfRelease } from './tally-release.ts'
import { type Mark, untallied } from './untallied.ts'

/** Raised whenever the same journal gives other tallies than before: then they are made anew. */
const version = 1
/** Marks counted in one transaction. */
const batch = 100
/** Whoever began to make the tallies anew and has not finished by then is taken for dead. */
const patienceMs = 600_000

interface Kept {
  readonly version: number
  /** Names the collections that the days lie in. */
  readonly generation: string
  /** Since when they are being made, by the store's clock; absent once they are whole. */
  readonly since?: number
}

/**
 * The tallies of all environments: kept beside the journal, brought up to date by what has ended since, and equal to
 * `foldJournal`. Made anew where there are none yet or another version of this program made them; while somebody else
 * does that, they are counted from the journal without being kept.
 */
export async function readTallies(store: Store, environments: readonly string[], fromDay = ''): Promise<Days> {
  const kept = await claim(store)
  if (kept === 'being made') return within((await foldJournal(store)).days, environments, fromDay)
  if (kept.since !== undefined) await makeAnew(store, kept)
  else await bringUpToDate(store, kept.generation)
  const read = await Promise.all(
    environments.map(
      async (environment) => [environment, await readDays(store, kept.generation, environment, fromDay)] as const,
    ),
  )
  return new Map(read)
}

/** Gives what is kept, or the task to make it. */
async function claim(store: Store): Promise<Kept | 'being made'> {
  const found = (await store.get('tallies', 'kept')) as Kept | undefined
  if (found?.version === version && found.since === undefined) return found
  const now = await store.now()
  return await store.transaction(async (transaction) => {
    const current = (await transaction.get('tallies', 'kept')) as Kept | undefined
    if (current?.version === version && current.since === undefined) return current
    if (current?.version === version && now - Number(current.since) < patienceMs) return 'being made'
    const mine = { version, generation: randomUUID().slice(0, 8), since: now }
    transaction.set('tallies', 'kept', mine)
    return mine
  })
}

async function makeAnew(store: Store, mine: Kept): Promise<void> {
  const { days, releases, observations } = await foldJournal(store)
  // What ends from here on leaves a mark that stays.
  const counted = new Set([...releases, ...observations])
  const marks = (await store.list(untallied)).filter(({ id }) => counted.has(id))
  for (const some of chunks(marks)) {
    await store.transaction(async (transaction) => {
      for (const { id } of some) transaction.delete(untallied, id)
    })
  }
  const written = [...days].flatMap(([environment, ofEnvironment]) =>
    [...ofEnvironment].map(([day, tally]) => ({ environment, day, tally })),
  )
  for (const some of chunks(written)) {
    await store.transaction(async (transaction) => {
      for (const { environment, day, tally } of some)
        transaction.set(daysOf(mine.generation, environment), day, asData(day, tally))
    })
  }
  await store.transaction(async (transaction) => {
    const current = (await transaction.get('tallies', 'kept')) as Kept | undefined
    if (current?.generation === mine.generation)
      transaction.set('tallies', 'kept', { version, generation: mine.generation })
  })
}

async function bringUpToDate(store: Store, generation: string): Promise<void> {
  for (;;) {
    const marks = (await store.list(untallied, { limit: batch })).map(({ data }) => data as unknown as Mark)
    if (marks.length === 0) return
    await count(store, generation, marks)
    if (marks.length < batch) return
  }
}

/** Counts what is marked and still uncounted, and takes the marks away, in one transaction. */
async function count(store: Store, generation: string, marks: readonly Mark[]): Promise<void> {
  const found = await Promise.all(marks.map((mark) => tallyOf(store, mark)))
  await store.transaction(async (transaction) => {
    const fold = new Fold()
    for (const [index, { of }] of marks.entries()) {
      const mine = found[index]
      if (mine !== undefined && (await transaction.get(untallied, of)) !== undefined)
        fold.add(mine.environment, mine.day, mine.tally)
    }
    const sums: { collection: string; day: string; tally: Tally }[] = []
    for (const [environment, days] of fold.days)
      for (const [day, tally] of days) {
        const collection = daysOf(generation, environment)
        const before = await transaction.get(collection, day)
        sums.push({ collection, day, tally: addTallies(before ? asTally(before) : emptyTally, tally) })
      }
    for (const { collection, day, tally } of sums) transaction.set(collection, day, asData(day, tally))
    for (const { of } of marks) transaction.delete(untallied, of)
  })
}

async function tallyOf(store: Store, { kind, of }: Mark) {
  if (kind === 'release') return tallyOfRelease(await openJournal(store).entries(of))
  const observation = await observationOf(store, of)
  return (
    observation && {
      environment: observation.environment,
      day: dayOf(observation.at),
      tally: tallyOfObservation(observation),
    }
  )
}

async function readDays(
  store: Store,
  generation: string,
  environment: string,
  from: string,
): Promise<Map<string, Tally>> {
  const documents = await store.list(daysOf(generation, environment), { where: [['day', '>=', from]] })
  return new Map(documents.map(({ id, data }) => [id, asTally(data)]))
}

function within(days: Days, environments: readonly string[], from: string): Days {
  return new Map(
    environments.map((environment) => [
      environment,
      new Map([...(days.get(environment) ?? [])].filter(([day]) => day >= from)),
    ]),
  )
}

function daysOf(generation: string, environment: string): string {
  return `tallies/${environment}/${generation}`
}

function asData(day: string, tally: Tally): Data {
  return { day, tally: JSON.parse(JSON.stringify(tally)) }
}

function asTally(data: Data): Tally {
  return data.tally as unknown as Tally
}

function* chunks<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  for (let at = 0; at < items.length; at += batch) yield items.slice(at, at + batch)
}
