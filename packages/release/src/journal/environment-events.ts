import type { Data, Store, Transaction } from '@kickai/store'

/** Something that happened to an environment and to no release. Times in milliseconds since 1970. */
export interface EnvironmentEvent {
  readonly environment: string
  readonly at: number
  readonly kind: 'unlocked'
  readonly by: string
  readonly reason: string
  /** Who held the lease, for which release, and under which fencing token. */
  readonly holder: string
  readonly release: string
  readonly token: number
  /** It was taken from a holder that was renewing it. */
  readonly forced: boolean
}

/** A head for each environment that counts its events, and the events below it, numbered from 0 without gaps. */
const environments = 'environments'
const eventsOf = (environment: string) => `${environments}/${environment}/events`

/**
 * Appends an event within a transaction, so that it is recorded if and only if what it tells of is done. `recorded` is
 * what `countEvents` gave at the beginning of that transaction.
 */
export function appendEvent(transaction: Transaction, event: EnvironmentEvent, recorded: number): void {
  const id = String(recorded).padStart(8, '0')
  transaction.create(eventsOf(event.environment), id, { ...event } satisfies Data)
  transaction.set(environments, event.environment, { events: recorded + 1 })
}

/** How many events an environment has. */
export async function countEvents(transaction: Transaction, environment: string): Promise<number> {
  return Number((await transaction.get(environments, environment))?.events ?? 0)
}

/** The events of one environment, or of all, newest first. */
export async function environmentEvents(store: Store, environment?: string): Promise<EnvironmentEvent[]> {
  const names = environment === undefined ? (await store.list(environments)).map(({ id }) => id) : [environment]
  const found = await Promise.all(names.map((name) => store.list(eventsOf(name))))
  return found
    .flat()
    .map(({ data }) => data as unknown as EnvironmentEvent)
    .sort((left, right) => right.at - left.at)
}
