import { type Row, rowOf } from '../row.ts'
import { type Change, drawChange, mix } from './mistakes.ts'
import { type Gates, type Outcome, play } from './play.ts'

const strategies: readonly { gate: keyof Gates; line: string; wanted: number; by: string }[] = [
  {
    gate: 'preDeploymentTesting',
    line: 'Pre-deployment testing',
    wanted: 0.15,
    by: 'tests that find four of five mistakes in code',
  },
  {
    gate: 'environmentValidation',
    line: 'Environment validation',
    wanted: 0.1,
    by: 'preflight, which asks what the service depends on',
  },
  {
    gate: 'healthMonitoring',
    line: 'Health check monitoring',
    wanted: 0.2,
    by: 'health before the switch, proof and bake after it',
  },
  { gate: 'rollbackAutomation', line: 'Rollback automation', wanted: 0.25, by: 'going back without a person' },
  {
    gate: 'configurationValidation',
    line: 'Configuration validation',
    wanted: 0.1,
    by: 'settings checked against their schema',
  },
]

const all: Gates = {
  preDeploymentTesting: true,
  environmentValidation: true,
  healthMonitoring: true,
  rollbackAutomation: true,
  configurationValidation: true,
}
const none: Gates = {
  preDeploymentTesting: false,
  environmentValidation: false,
  healthMonitoring: false,
  rollbackAutomation: false,
  configurationValidation: false,
}

/** Shares of all changes; `succeeded` of those that changed something. */
type Shares = { served: number; succeeded: number }

/**
 * What each strategy is worth: the same drawn changes with it alone and with none, and with all and all but it. Counted are
 * changes after which users are served well.
 */
export async function measureStrategies(
  progress: (line: string) => void,
  { changes: count, seed }: { changes: number; seed: number },
): Promise<{ rows: Row[]; figures: object; notes: string[] }> {
  const random = randomOf(seed)
  const changes = Array.from({ length: count }, () => drawChange(random))
  const shares = async (gates: Gates) => sharesOf(await playAll(changes, gates))
  progress(`${count} drawn changes, with every strategy and with none`)
  const withAll = await shares(all)
  const withNone = await shares(none)
  const rows: Row[] = []
  const each: { [gate: string]: { alone: Shares; allButIt: Shares } } = {}
  for (const strategy of strategies) {
    const { gate } = strategy
    progress(strategy.line)
    // Nothing is found to go back from where nobody looks, so going back alone is looked at beside monitoring.
    const base = gate === 'rollbackAutomation' ? { ...none, healthMonitoring: true } : none
    const without = base === none ? withNone : await shares(base)
    const alone = await shares({ ...base, [gate]: true })
    const allButIt = await shares({ ...all, [gate]: false })
    each[gate] = { alone, allButIt }
    rows.push(strategyRow(strategy, { alone, without, withAll, allButIt }))
  }
  const bad = 100 - mix.none
  const notes = [
    `Strategies: ${count} drawn changes, ${bad} of 100 of them mistaken. With none of the five, users are served well after ${percent(withNone.served)} of them and ${percent(withNone.succeeded)} of deployments succeed; with all five it is ${percent(withAll.served)} and ${percent(withAll.succeeded)}.`,
  ]
  return { rows, figures: { changes: count, seed, mix, withAll, withNone, each }, notes }
}

/** Pure. */
function strategyRow(
  { gate, line, wanted, by }: (typeof strategies)[number],
  { alone, without, withAll, allButIt }: { alone: Shares; without: Shares; withAll: Shares; allButIt: Shares },
): Row {
  const points = alone.served - without.served
  const beside =
    gate === 'rollbackAutomation' ? 'beside monitoring, without which nothing is found' : 'with nothing else'
  const how = [
    `Users are served well after ${percent(alone.served)} of the changes instead of ${percent(without.served)} (${beside}),`,
    `by ${by}: ${percent(points / (1 - without.served))} of what went wrong.`,
    `Taken away from all the others it costs ${Number(((withAll.served - allButIt.served) * 100).toFixed(1))} points.`,
  ]
  return rowOf(line, 'points', { is: 'at least', value: wanted }, points, how.join(' '))
}

async function playAll(changes: readonly Change[], gates: Gates): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const change of changes) outcomes.push(await play(change, gates))
  return outcomes
}

/** Pure. */
export function sharesOf(outcomes: readonly Outcome[]): Shares {
  const deployed = outcomes.filter((outcome) => outcome.deployed)
  const share = (some: readonly Outcome[], of: keyof Outcome) =>
    some.filter((outcome) => outcome[of]).length / some.length
  return { served: rounded(share(outcomes, 'served')), succeeded: rounded(share(deployed, 'succeeded')) }
}

function rounded(value: number): number {
  return Number(value.toFixed(4))
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`
}

/** Mulberry32: the same numbers for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
