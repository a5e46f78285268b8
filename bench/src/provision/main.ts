// npm run bench -- provision [--json] [--kills N]
//
// For each of the three layouts: provisions an empty account on the embedded platform, calls it again, and kills it by SIGKILL in the middle, at ten places,
// each time in a new account: called once more it has to end as a call that nobody killed.

import type { BenchmarkContext, BenchmarkResult } from '../benchmark.ts'
import type { Hold } from '../crash/broker.ts'
import { startKickai } from '../releases/command.ts'
import { readOptions } from '../releases/options.ts'
import { type Account, type Layout, openAccount } from './account.ts'
import { figuresOf, missedTargets, type TopologyFigures, type TopologyMeasured } from './figures.ts'

/** Before a change reaches the platform, or when it has acted and its answer is on the way. */
const kills: { readonly [layout in Layout]: readonly Hold[] } = {
  projects: [
    { moment: 'before', operation: 'projectCreate', nth: 1 },
    { moment: 'after', operation: 'projectCreate', nth: 2 },
    { moment: 'after', operation: 'serviceCreate', nth: 1 },
    { moment: 'before', operation: 'serviceCreate', nth: 5 },
    { moment: 'after', operation: 'serviceInstanceUpdate', nth: 2 },
    { moment: 'before', operation: 'serviceInstanceUpdate', nth: 9 },
    { moment: 'after', operation: 'serviceInstanceLimitsUpdate', nth: 1 },
    { moment: 'before', operation: 'projectTokenCreate', nth: 1 },
    { moment: 'after', operation: 'projectTokenCreate', nth: 2 },
    { moment: 'after', operation: 'projectTokenCreate', nth: 3 },
  ],
  'one-project': [
    { moment: 'after', operation: 'projectCreate', nth: 1 },
    { moment: 'before', operation: 'environmentCreate', nth: 1 },
    { moment: 'after', operation: 'environmentCreate', nth: 2 },
    { moment: 'after', operation: 'serviceCreate', nth: 1 },
    { moment: 'before', operation: 'serviceCreate', nth: 3 },
    { moment: 'after', operation: 'serviceInstanceUpdate', nth: 2 },
    { moment: 'before', operation: 'serviceInstanceUpdate', nth: 9 },
    { moment: 'after', operation: 'serviceInstanceLimitsUpdate', nth: 1 },
    { moment: 'after', operation: 'projectTokenCreate', nth: 1 },
    { moment: 'before', operation: 'projectTokenCreate', nth: 3 },
  ],
  iac: [
    { moment: 'after', operation: 'projectCreate', nth: 1 },
    { moment: 'after', operation: 'environmentCreate', nth: 1 },
    { moment: 'before', operation: 'environmentCreate', nth: 2 },
    { moment: 'before', operation: 'environmentApplyChangeSet', nth: 1 },
    { moment: 'after', operation: 'environmentApplyChangeSet', nth: 1 },
    { moment: 'before', operation: 'environmentApplyChangeSet', nth: 2 },
    { moment: 'after', operation: 'environmentApplyChangeSet', nth: 3 },
    { moment: 'after', operation: 'projectTokenCreate', nth: 1 },
    { moment: 'before', operation: 'projectTokenCreate', nth: 2 },
    { moment: 'before', operation: 'projectTokenCreate', nth: 3 },
  ],
}

export default async function run({ progress, words }: BenchmarkContext): Promise<BenchmarkResult> {
  const { numbers } = readOptions(words, { kills: kills.projects.length })
  const topologies: TopologyFigures[] = []
  for (const layout of Object.keys(kills) as Layout[])
    topologies.push(figuresOf(await measure(layout, kills[layout].slice(0, numbers.kills), progress)))
  return { figures: { topologies }, missed: missedTargets(topologies) }
}

async function measure(
  name: Layout,
  holds: readonly Hold[],
  progress: (line: string) => void,
): Promise<TopologyMeasured> {
  progress(`${name}: an empty account`)
  const undisturbed = await inAccount(name, async (account) => {
    const first = await provision(account)
    const made = await account.look()
    const second = await provision(account)
    const after = await account.look()
    return {
      created: made.created,
      end: made.inWords,
      second: { changes: Number(second.document?.changes), same: made.withIds === after.withIds },
      seconds: { first: first.seconds, second: second.seconds },
    }
  })
  const killed: TopologyMeasured['kills'][number][] = []
  for (const hold of holds) {
    const place = `${hold.moment} ${hold.operation} ${hold.nth}`
    progress(`${name}: killed ${place}`)
    killed.push(
      await inAccount(name, async (account) => {
        const victim = startKickai(['provision'], account)
        const { held, cancel } = account.broker.hold(hold, () => victim.kill())
        const { signal } = await Promise.race([held.then(() => victim.ended), victim.ended])
        cancel()
        await provision(account)
        return { place, struck: signal === 'SIGKILL', end: (await account.look()).inWords }
      }),
    )
  }
  return { name, ...undisturbed, kills: killed }
}

/** Calls it to its end; a call that fails ends the benchmark. */
async function provision(account: Account) {
  const ended = await startKickai(['provision'], account).ended
  if (ended.code === 0) return ended
  throw new Error(`kickai provision ended with ${ended.code}: ${ended.errors}`)
}

async function inAccount<Result>(layout: Layout, work: (account: Account) => Promise<Result>): Promise<Result> {
  const account = await openAccount(layout)
  try {
    return await work(account)
  } finally {
    await account.stop()
  }
}
