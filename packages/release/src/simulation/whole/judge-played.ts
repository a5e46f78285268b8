import { replay } from '../../journal/journal.ts'
import type { ReleaseState, Verdict } from '../../machine/state.ts'
import { endProblems, secretProblems } from './invariants/end.ts'
import { verdictProblems } from './invariants/expectation.ts'
import { journalProblems } from './invariants/journal.ts'
import { ours, type Played, theirs } from './play.ts'
import { type Step, stepsOf } from './steps.ts'

/** What a played scenario came to. */
export interface Judged {
  readonly verdict: Verdict | 'none'
  /** Every promise that it broke; empty when all were kept. */
  readonly problems: readonly string[]
  /** Its releases, entry by entry. */
  readonly journals: readonly (readonly Step[])[]
}

interface Release {
  readonly steps: readonly Step[]
  readonly end: ReleaseState
  /** When its verdict was stored, as the number of the transaction that did. */
  readonly endedAt: number
}

/** Looks at a played scenario: at its journals, and at what users get in the end. */
export function judgePlayed({ world, scenario, states }: Played): Judged {
  const problems = [...world.violations, ...secretProblems(world)]
  const releases: Release[] = []
  for (const release of [ours, theirs]) {
    const entries = world.entries(release)
    if (entries.length === 0) continue
    const [steps, end] = [stepsOf(entries), replay(entries)]
    releases.push({ steps, end, endedAt: world.storedAt(release, verdictIn(steps)) })
    problems.push(
      ...journalProblems(entries, steps, end, states.get(release)).map((problem) => `${release}: ${problem}`),
    )
  }
  const [our] = releases
  if (our === undefined)
    return { verdict: 'none', problems: [...problems, 'The release left no journal.'], journals: [] }
  problems.push(...verdictProblems(scenario, our.end.verdict))
  // A release that was blocked changed nothing; the one that ended last of those that were not says what serves.
  const [last = our] = releases
    .filter(({ end }) => end.verdict !== 'blocked')
    .toSorted((left, right) => right.endedAt - left.endedAt)
  const brought = releases.map(({ end }) => end.plan.artifact.digest)
  if (!world.isMeddledWith) problems.push(...endProblems(world, last.end, brought))
  return { verdict: our.end.verdict ?? 'none', problems, journals: releases.map(({ steps }) => steps) }
}

/** The number of the entry that brought the verdict. */
function verdictIn(steps: readonly Step[]): number {
  return steps.findIndex(({ after }) => after.verdict !== undefined)
}
