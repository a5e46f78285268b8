import { openMemoryStore } from '@kickai/store/memory'
import { currentOf } from '../../journal/current.ts'
import type { Entry } from '../../journal/entry.ts'
import { openJournal, replay } from '../../journal/journal.ts'
import { endProblems, secretProblems } from './invariants/end.ts'
import { verdictProblems } from './invariants/expectation.ts'
import { journalProblems } from './invariants/journal.ts'
import { ours, type Played } from './play.ts'
import { environment, type World } from './world.ts'

/** Every promise that a played scenario broke; empty when all were kept. */
export async function violationsOf({ world, scenario, states }: Played): Promise<string[]> {
  const journal = openJournal(openMemoryStore({ documents: world.documents }))
  const problems = [...world.violations, ...secretProblems(world)]
  const heads = (await journal.heads(environment)).filter(({ release }) => release >= ours)
  for (const { release } of heads) {
    const entries = await journal.entries(release)
    problems.push(...journalProblems(entries, states.get(release)).map((problem) => `${release}: ${problem}`))
  }
  const state = replay(await journal.entries(ours))
  problems.push(...verdictProblems(scenario, state.verdict))
  const { newest } = await currentOf(journal, environment)
  // A release that was blocked says nothing of what serves; the newest of those that changed something does.
  if (!world.isMeddledWith && newest !== undefined)
    problems.push(...endProblems(world, newest.verdict === 'blocked' && newest.plan.release !== ours ? state : newest))
  return problems
}

/** The entries of every release of the scenario, by release. */
export async function entriesOf(world: World): Promise<Map<string, Entry[]>> {
  const journal = openJournal(openMemoryStore({ documents: world.documents }))
  const heads = (await journal.heads(environment)).filter(({ release }) => release >= ours)
  return new Map(
    await Promise.all(heads.map(async ({ release }) => [release, await journal.entries(release)] as const)),
  )
}
