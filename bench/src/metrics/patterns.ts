import { type Entry, openJournal } from '@kickai/release'
import { SimulatedEnvironment } from '@kickai/release/simulation'

/** A release that the runner carried out in the simulation, to be written again under other names and at other times. */
export interface Pattern {
  readonly entries: readonly Entry[]
  readonly plannedAt: number
  readonly release: string
}

/** By how each of them ends. */
export interface Patterns {
  readonly live: Pattern
  readonly rolledBack: Pattern
  readonly failed: Pattern
  readonly backByAPerson: Pattern
}

const users = { perSecond: 20, errorShare: 0.001, latencyMs: () => 40 }
/** A short bake, so that a hundred thousand of them fit on a disk. */
const policy = { bakeMs: 5_000, prolongMs: 5_000, passes: 1 }
const commitAgeMs = 90_000

/** Runs one release of each kind. */
export async function simulatePatterns(): Promise<Patterns> {
  const environment = await SimulatedEnvironment.open([
    { digest: 'one', users },
    { digest: 'two', users },
    { digest: 'bad', users, failsAfterMs: 2_000 },
    { digest: 'dead', starts: false },
  ])
  const journal = openJournal(environment.store)
  const patternOf = async (digest: string, verdict: string, more: object = {}): Promise<Pattern> => {
    const { plan, verdict: found } = await environment.release(digest, {
      policy,
      committedAt: environment.clock.now() - commitAgeMs,
      ...more,
    })
    if (found !== verdict) throw new Error(`A simulated release ended as ${found}, not as ${verdict}.`)
    return { entries: await journal.entries(plan.release), plannedAt: plan.plannedAt, release: plan.release }
  }
  await patternOf('one', 'live')
  return {
    live: await patternOf('two', 'live'),
    rolledBack: await patternOf('bad', 'rolled back'),
    failed: await patternOf('dead', 'failed'),
    backByAPerson: await patternOf('one', 'live', { kind: 'rollback', restore: 'deployment-1' }),
  }
}
