import type { Data, Store } from '@kickai/store'
import type { Observation } from './observation.ts'
import { markUntallied } from './untallied.ts'

/** No look speaks for more time before it than this. */
export const longestCoverMs = 300_000

const observations = 'observations'

/** Journals what was seen of a service between releases. `id` is unique: an environment, a service and a time. */
export async function recordObservation(store: Store, observation: Observation): Promise<void> {
  const id = idOf(observation)
  await store.transaction(async (transaction) => {
    transaction.create(observations, id, JSON.parse(JSON.stringify(observation)) as Data)
    transaction.set('watched', placeOf(observation), { at: observation.at, deployment: observation.deployment })
    markUntallied(transaction, { kind: 'observation', of: id })
  })
}

/** When a service was last observed, and which deployment ran then. */
export async function lastObserved(
  store: Store,
  place: Pick<Observation, 'environment' | 'service'>,
): Promise<{ readonly at: number; readonly deployment: string } | undefined> {
  const found = await store.get('watched', placeOf(place))
  return found && { at: Number(found.at), deployment: String(found.deployment) }
}

export async function observationOf(store: Store, id: string): Promise<Observation | undefined> {
  return (await store.get(observations, id)) as unknown as Observation | undefined
}

function idOf(observation: Observation): string {
  return `${placeOf(observation)}:${String(observation.at).padStart(15, '0')}`
}

function placeOf({ environment, service }: Pick<Observation, 'environment' | 'service'>): string {
  return `${environment}:${service}`
}
