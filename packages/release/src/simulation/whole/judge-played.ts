import type { Entry } from '../../journal/entry.ts'
import { replay } from '../../journal/journal.ts'
import type { ReleaseState, Verdict } from '../../machine/state.ts'
import { endProblems, secretProblems } from './invariants/end.ts'
import { verdictProblems } from './invariants/expectation.ts'
import { journalProblems } from './invariants/journal.ts'
import { ours, type Played, theirs } from './play.ts'
import type { World } from './world.ts'

/** What a played scenario came to. */
export interface Judged {
  readonly verdict: Verdict | 'none'
  /** Every promise that it broke; empty when all were kept. */
  readonly problems: readonly string[]
  /** The entries of its releases. */
  readonly journals: ReadonlyMap<string, readonly Entry[]>
}

/** Looks at a played scenario: at its journals, and at what users get in the end. */
export function judgePlayed({ world, scenario, states }: Played): Judged {
  const problems = [...world.violations, ...secretProblems(world)]
  const journals = new Map<string, readonly Entry[]>()
  for (const release of [ours, theirs]) {
    const entries = world.entries(release)
    if (entries.length === 0) continue
    journals.set(release, entries)
    problems.push(...journalProblems(entries, states.get(release)).map((problem) => `${release}: ${problem}`))
  }
  const our = replay(journals.get(ours) ?? world.entries(ours))
  problems.push(...verdictProblems(scenario, our.verdict))
  const brought = [...journals.values()].map((entries) => replay(entries).plan.artifact.digest)
  if (!world.isMeddledWith) problems.push(...endProblems(world, lastToChange(world, journals) ?? our, brought))
  return { verdict: our.verdict ?? 'none', problems, journals }
}

/** A release that was blocked changed nothing; the one that ended last of those that were not says what serves. */
function lastToChange(world: World, journals: Judged['journals']): ReleaseState | undefined {
  let last: ReleaseState | undefined
  let lastEnded = 0
  for (const [release, entries] of journals) {
    const state = replay(entries)
    const ended = world.storedAt(release, entries.length - entriesAfterVerdict(entries))
    if (state.verdict === 'blocked' || ended < lastEnded) continue
    last = state
    lastEnded = ended
  }
  return last
}

/** How many entries came after the one that brought the verdict, and that one. */
function entriesAfterVerdict(entries: readonly Entry[]): number {
  let count = 0
  while (count < entries.length && replay(entries.slice(0, entries.length - count)).verdict !== undefined) count += 1
  return count
}
