import {
  currentOf,
  errorBudgetRule,
  firstDayOf,
  kindOf,
  openJournal,
  type PromotionRule,
  readTallies,
  type WatchedService,
} from '@kickai/release'
import type { Store } from '@kickai/store'
import type { Connection } from '../connection/connection.ts'
import { readStore } from '../workspace/workspace.ts'

/**
 * Whether an environment has error budget left for a promotion into it, by what its journal holds; undefined where the
 * configuration does not ask, and where releases are only rehearsed.
 */
export async function errorBudgetOf({
  environment,
  around,
  journal,
}: Pick<Connection, 'environment' | 'around' | 'journal'>): Promise<PromotionRule | undefined> {
  const budget = around?.errorBudget
  if (budget === undefined) return undefined
  const now = Date.now()
  const nothing: WatchedService = { environment, now, services: 0, days: new Map() }
  const watched = await readStore(journal, nothing, (store) => watchedIn(store, nothing, firstDayOf(budget, now)))
  return errorBudgetRule(budget, watched)
}

async function watchedIn(store: Store, nothing: WatchedService, fromDay: string): Promise<WatchedService> {
  const { environment } = nothing
  const journal = openJournal(store)
  const { live } = await currentOf(journal, environment)
  if (live === undefined) return nothing
  const planned = (await journal.heads(environment)).map(({ plannedAt }) => plannedAt)
  const days = (await readTallies(store, [environment], fromDay)).get(environment) ?? new Map()
  return {
    ...nothing,
    since: Math.min(live.liveAt, ...planned),
    services: live.parts.filter(({ configuration }) => kindOf(configuration) === 'web').length,
    days: new Map([...days].map(([day, { service }]) => [day, service])),
  }
}
