import { mayHaveChanged, type ReleaseState } from '../machine/state.ts'
import { type Journal, replay } from './journal.ts'

/**
 * The newest release of an environment that was left half done and may have changed something there, but for `except`;
 * undefined: none. Of one that has ended only hooks or notices may be left, which leave nothing open.
 */
export async function halfDoneRelease(
  journal: Journal,
  environment: string,
  except?: string,
): Promise<ReleaseState | undefined> {
  const heads = (await journal.heads(environment)).toSorted((left, right) => (left.release < right.release ? 1 : -1))
  for (const head of heads) {
    if (head.closed || head.release === except) continue
    const state = replay(await journal.entries(head.release))
    if (mayHaveChanged(state) && state.verdict === undefined) return state
  }
  return undefined
}
