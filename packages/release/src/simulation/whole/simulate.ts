import fc from 'fast-check'
import { countTransitions, type Transitions } from './coverage.ts'
import { scenarios } from './draw.ts'
import { classOf } from './invariants/expectation.ts'
import { type Judged, judgePlayed } from './judge-played.ts'
import { play } from './play.ts'
import type { Scenario } from './scenario.ts'
import type { World } from './world.ts'

/** A scenario that broke a promise. `seed` and `path` bring it about again. */
export interface Violation {
  readonly seed: number
  readonly path: string
  readonly problems: readonly string[]
  readonly scenario: Scenario
}

export type Counts = { [name: string]: number }

/** What so many drawn releases came to. */
export interface Simulated {
  /** How many were played, without those that only made a found one smaller. */
  releases: number
  /** How many of each class ended with which verdict. */
  readonly classes: { [name: string]: Counts }
  readonly transitions: Transitions
  /** How often each trouble truly came about. */
  readonly troubles: Counts
  violation?: Violation
}

export interface SimulateOptions {
  /** The same seed draws the same releases. */
  readonly seed: number
  readonly runs: number
  /** Plays only the release that it names, of those that the seed draws. */
  readonly path?: string
}

/** Draws and plays releases until one breaks a promise, which is then made as small as it goes, or so many are played. */
export async function simulate({ seed, runs, path }: SimulateOptions): Promise<Simulated> {
  const counted: Simulated = { releases: 0, classes: {}, transitions: {}, troubles: {} }
  let isFound = false

  const property = fc.asyncProperty(scenarios, async (scenario) => {
    const played = await play(scenario)
    const judged = judgePlayed(played)
    if (!isFound) count(counted, scenario, played.world, judged)
    isFound ||= judged.problems.length > 0
    return judged.problems.length === 0
  })
  const { counterexample, counterexamplePath } = await fc.check(property, {
    seed,
    numRuns: runs,
    ...(path !== undefined && { path, endOnFailure: true }),
  })
  const [scenario] = counterexample ?? []
  if (scenario === undefined || counterexamplePath === null) return counted
  const { problems } = judgePlayed(await play(scenario))
  return { ...counted, violation: { seed, path: counterexamplePath, problems, scenario } }
}

function count(counted: Simulated, scenario: Scenario, world: World, { verdict, journals }: Judged): void {
  counted.releases += 1
  const name = classOf(scenario)
  const verdicts = counted.classes[name] ?? {}
  counted.classes[name] = verdicts
  increase(verdicts, verdict)
  for (const trouble of world.troubles) increase(counted.troubles, trouble)
  for (const steps of journals) countTransitions(counted.transitions, steps)
}

/** One more under a name, or so many. */
export function increase(counts: Counts, name: string, by = 1): void {
  counts[name] = (counts[name] ?? 0) + by
}
