import fc from 'fast-check'
import { countTransitions, type Transitions } from './coverage.ts'
import { scenarios } from './draw.ts'
import { classOf } from './invariants/expectation.ts'
import { play } from './play.ts'
import type { Scenario } from './scenario.ts'
import { judgePlayed } from './violations.ts'

/** A scenario that broke a promise, made as small as it goes. `seed` and `path` bring it about again. */
export interface Violation {
  readonly seed: number
  readonly path: string
  readonly problems: readonly string[]
  readonly scenario: Scenario
}

/** What so many drawn releases came to. */
export interface Simulated {
  /** Scenarios that were played, without those that only made a found one smaller. */
  readonly releases: number
  /** How many of each class ended with which verdict. */
  readonly classes: Readonly<Record<string, Readonly<Record<string, number>>>>
  readonly transitions: Transitions
  /** How often each trouble truly came about. */
  readonly troubles: ReadonlyMap<string, number>
  readonly violation?: Violation
}

/**
 * Draws and plays releases until one breaks a promise or `runs` are played; that one is then made as small as it goes.
 * The same seed draws the same releases. With `path` only the one that it names is played.
 */
export async function simulate(seed: number, runs: number, path?: string): Promise<Simulated> {
  const classes: Record<string, Record<string, number>> = {}
  const transitions: Transitions = new Map()
  const troubles = new Map<string, number>()
  let releases = 0
  let hasFailed = false
  let problems: readonly string[] = []

  const property = fc.asyncProperty(scenarios, async (scenario) => {
    const played = await play(scenario)
    const judged = judgePlayed(played)
    if (!hasFailed) {
      releases += 1
      const name = classOf(scenario)
      const counts = classes[name] ?? {}
      classes[name] = counts
      counts[judged.verdict] = (counts[judged.verdict] ?? 0) + 1
      for (const entries of judged.journals.values()) countTransitions(transitions, entries)
      for (const trouble of played.world.troubles) troubles.set(trouble, (troubles.get(trouble) ?? 0) + 1)
    }
    if (judged.problems.length === 0) return true
    hasFailed = true
    problems = judged.problems
    return false
  })

  const details = await fc.check(property, {
    seed,
    numRuns: runs,
    ...(path !== undefined && { path, endOnFailure: true }),
  })
  const [scenario] = details.counterexample ?? []
  const counted = { releases, classes, transitions, troubles }
  if (scenario === undefined || details.counterexamplePath === null) return counted
  // The last that was played need not be the one that was found smallest.
  const { problems: found } = judgePlayed(await play(scenario))
  return {
    ...counted,
    violation: { seed, path: details.counterexamplePath, problems: found.length > 0 ? found : problems, scenario },
  }
}
