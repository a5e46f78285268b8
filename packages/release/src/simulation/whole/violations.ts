import type { Entry } from '../../journal/entry.ts'
import { replay } from '../../journal/journal.ts'
import type { Verdict } from '../../machine/state.ts'
import { endProblems, secretProblems } from './invariants/end.ts'
import { verdictProblems } from './invariants/expectation.ts'
import { journalProblems } from './invariants/journal.ts'
import { ours, type Played, theirs } from './play.ts'

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
  const ends = [...journals.values()].map((entries) => replay(entries))
  const [our] = ends
  if (our === undefined) return { verdict: 'none', problems: [...problems, 'The release left no journal.'], journals }
  problems.push(...verdictProblems(scenario, our.verdict))
  // A release that was blocked changed nothing; the newest that was not says what serves.
  const last = ends.findLast(({ verdict }) => verdict !== 'blocked') ?? our
  if (!world.isMeddledWith) problems.push(...endProblems(world, last))
  return { verdict: our.verdict ?? 'none', problems, journals }
}
