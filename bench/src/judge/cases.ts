import { normal, seededRandom } from '@kickai/release'
import { bake, type Ended } from './bake.ts'
import { type Distribution, distributions, type Fault, faults, noFault } from './distributions.ts'
import { type MemoryCourse, memoryCourses, watchMemory } from './memory.ts'
import { peers } from './peers.ts'
import { drawRequests, part } from './requests.ts'

/** One kind of release, simulated many times. Shares are of all runs. */
export interface Case {
  readonly what: 'requests' | 'probes' | 'memory'
  /** Of what the values are, and what is wrong with the new release. */
  readonly values: string
  readonly fault: string
  /** Requests, on each side, that the planned time brings. */
  readonly size?: number
  readonly seed: number
  readonly runs: number
  readonly rolledBack: number
  /** Of these, what was rolled back within the planned time. */
  readonly rolledBackInTime: number
  /** Watched for longer than planned. */
  readonly prolonged: number
  /** How many of the same releases others would have rolled back. */
  readonly peers?: { readonly [peer: string]: number }
}

/** How often each size is simulated; the large ones take long. */
const runsBySize: readonly (readonly [size: number, runs: number])[] = [
  [50, 2000],
  [200, 2000],
  [1000, 1000],
  [10_000, 100],
]
const memoryRuns = 1000
const probeRuns = 2000
const firstSeed = 20_260_801

/** Simulates everything; the same at every call. `progress` is told what is being done. */
export function* simulate(progress: (line: string) => void): Generator<Case> {
  let seed = firstSeed
  for (const [size, runs] of runsBySize) {
    progress(`${runs} releases of each kind with ${size} requests`)
    for (const distribution of distributions)
      for (const fault of [noFault, ...faults]) yield simulateRequests(distribution, fault, size, runs, seed++)
  }
  progress('releases without users, and the memory of releases')
  for (const factor of [1, 3]) yield simulateProbes(factor, seed++)
  for (const course of memoryCourses) yield simulateMemory(course, seed++)
}

function simulateRequests(distribution: Distribution, fault: Fault, size: number, runs: number, seed: number): Case {
  const random = seededRandom(seed)
  const counted = { ...nothing }
  const others = new Map(peers.map(({ name }) => [name, 0]))
  for (let run = 0; run < runs; run++) {
    const before = drawRequests(random, size, distribution, noFault)
    const after = drawRequests(random, 2 * size, distribution, fault)
    const probe = () => 20 + random()
    count(counted, bake({ before, after, probeBefore: probe, probeAfter: probe }))
    for (const { name, isRolledBack } of peers)
      if (isRolledBack(before, part(after, 0, size))) others.set(name, (others.get(name) ?? 0) + 1)
  }
  const named = { what: 'requests' as const, values: distribution.name, fault: fault.name, size, seed, runs }
  return {
    ...named,
    ...shares(counted, runs),
    peers: Object.fromEntries([...others].map(([name, rolledBack]) => [name, rolledBack / runs])),
  }
}

const nobody = { latencies: [], failed: [] }

/** Nobody asks but we; over a network whose times are lognormal. */
function simulateProbes(factor: number, seed: number): Case {
  const random = seededRandom(seed)
  const counted = { ...nothing }
  const probe = () => 30 * Math.exp(0.4 * normal(random))
  for (let run = 0; run < probeRuns; run++)
    count(counted, bake({ before: nobody, after: nobody, probeBefore: probe, probeAfter: () => factor * probe() }))
  const fault = factor === 1 ? noFault.name : `${factor} times as slow`
  return { what: 'probes', values: 'lognormal', fault, seed, runs: probeRuns, ...shares(counted, probeRuns) }
}

function simulateMemory(course: MemoryCourse, seed: number): Case {
  const random = seededRandom(seed)
  const counted = { ...nothing }
  for (let run = 0; run < memoryRuns; run++) count(counted, watchMemory(course, random))
  const fault = course.leaks ? 'leak' : noFault.name
  return { what: 'memory', values: course.name, fault, seed, runs: memoryRuns, ...shares(counted, memoryRuns) }
}

interface Counted {
  rolledBack: number
  rolledBackInTime: number
  prolonged: number
}

const nothing: Readonly<Counted> = { rolledBack: 0, rolledBackInTime: 0, prolonged: 0 }

function count(counted: Counted, { isRolledBack, isProlonged }: Ended): void {
  if (isRolledBack) counted.rolledBack += 1
  if (isRolledBack && !isProlonged) counted.rolledBackInTime += 1
  if (isProlonged) counted.prolonged += 1
}

function shares({ rolledBack, rolledBackInTime, prolonged }: Counted, runs: number): Counted {
  return { rolledBack: rolledBack / runs, rolledBackInTime: rolledBackInTime / runs, prolonged: prolonged / runs }
}
