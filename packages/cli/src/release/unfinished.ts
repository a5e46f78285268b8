import { mayHaveChanged, next, openJournal, type ReleaseState, replay } from '@kickai/release'
import type { Store } from '@kickai/store'

/**
 * The releases that were left before their end and are worth carrying on, newest first: those that may have changed
 * something, and one that has not where no later release has overtaken it. One that only waits for a person is not left.
 */
export async function unfinishedReleases(store: Store): Promise<ReleaseState[]> {
  const journal = openJournal(store)
  const heads = (await journal.heads()).toSorted((left, right) => (left.release < right.release ? 1 : -1))
  const found: ReleaseState[] = []
  const seen = new Set<string>()
  for (const head of heads) {
    const isNewest = !seen.has(head.environment)
    seen.add(head.environment)
    if (head.closed) continue
    const state = replay(await journal.entries(head.release))
    const waits = state.state !== 'planned' && next(state) === undefined
    if (!waits && (isNewest || mayHaveChanged(state))) found.push(state)
  }
  return found
}
