import type { Store } from '@kickai/store'
import { openJournal } from '../journal/journal.ts'
import { addTallies, emptyTally } from './add.ts'
import { type Observation, tallyOfObservation } from './observation.ts'
import type { Tally } from './tally.ts'
import { dayOf, tallyOfRelease } from './tally-release.ts'

/** Tallies by environment and day. */
export type Days = ReadonlyMap<string, ReadonlyMap<string, Tally>>

/** Days that grow. */
export class Fold {
  readonly days = new Map<string, Map<string, Tally>>()

  add(environment: string, day: string, tally: Tally): void {
    const ofEnvironment = this.days.get(environment) ?? new Map<string, Tally>()
    this.days.set(environment, ofEnvironment)
    ofEnvironment.set(day, addTallies(ofEnvironment.get(day) ?? emptyTally, tally))
  }
}

export interface Folded {
  readonly days: Days
  /** What is in them. */
  readonly releases: readonly string[]
  readonly observations: readonly string[]
}

/** Everything that the journal holds, counted anew. Reads all of it. */
export async function foldJournal(store: Store): Promise<Folded> {
  const journal = openJournal(store)
  const fold = new Fold()
  const ended = (await journal.heads()).filter(({ closed }) => closed).map(({ release }) => release)
  for (const release of ended) {
    const found = tallyOfRelease(await journal.entries(release))
    if (found !== undefined) fold.add(found.environment, found.day, found.tally)
  }
  const observations = await store.list('observations')
  for (const { data } of observations) {
    const observation = data as unknown as Observation
    fold.add(observation.environment, dayOf(observation.at), tallyOfObservation(observation))
  }
  return { days: fold.days, releases: ended, observations: observations.map(({ id }) => id) }
}
