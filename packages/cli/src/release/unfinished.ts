import { openJournal, type ReleaseState, replay } from '@kickai/release'
import type { Store } from '@kickai/store'

const changedNothing: ReadonlySet<ReleaseState['state']> = new Set([
  'planned',
  'leased',
  'preflight',
  'awaiting approval',
])

/** The release of an environment that was left half done and may have changed something there; undefined: none. */
export async function halfDoneRelease(store: Store, environment: string): Promise<ReleaseState | undefined> {
  const journal = openJournal(store)
  for (const head of await journal.heads(environment)) {
    if (head.closed) continue
    const state = replay(await journal.entries(head.release))
    // One that is live, and of whose end only nobody was told yet, leaves nothing open.
    if (!changedNothing.has(state.state) && state.verdict !== 'live') return state
  }
  return undefined
}

/**
 * The releases that were left before their end and are worth carrying on, newest first: those that may have changed
 * something, and one that has not where no later release has overtaken it.
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
    if (isNewest || !changedNothing.has(state.state)) found.push(state)
  }
  return found
}
