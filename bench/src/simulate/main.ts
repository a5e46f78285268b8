// npm run bench -- simulate [--json] [--releases N] [--seed S] [--path P]
//
// Whole releases drawn at random, with everything that may befall them, under a virtual clock; every promise is looked at
// in each. Then bugs are planted, one at a time, and found. `--seed` with `--path` plays one release that was found before.

import { availableParallelism } from 'node:os'
import { plantedBugs, type Simulated } from '@kickai/release/simulation'
import type { BenchmarkContext, BenchmarkResult } from '../benchmark.ts'
import { readOptions } from '../releases/options.ts'
import { figuresOf, missedTargets, type Planted, targets } from './figures.ts'
import { playApart } from './play-apart.ts'

/** Of one seed. Few enough that a promise which breaks often is shown by many seeds. */
const runs = 1_000

export default async function run({ progress, words }: BenchmarkContext): Promise<BenchmarkResult> {
  const [path, rest] = pathIn(words)
  const { releases, seed } = readOptions(rest, { releases: targets.releases, seed: 1 }).numbers
  if (path !== undefined) return await playAgain(seed, path)
  const processes = availableParallelism()
  const chunks = Math.ceil(releases / runs / processes)
  progress(`playing ${processes * chunks * runs} releases in ${processes} processes, seeds from ${seed} on`)
  const began = performance.now()
  const played = await Promise.all(
    Array.from({ length: processes }, (_, index) =>
      all({ seed: seed + index, step: processes, chunks, runs }, progress),
    ),
  )
  const seconds = (performance.now() - began) / 1000
  const figures = figuresOf(played.flat(), { seconds, processes, seed }, await findPlanted(seed, progress))
  return { figures: { ...figures }, missed: missedTargets(figures) }
}

async function all(task: Parameters<typeof playApart>[0], progress: (line: string) => void): Promise<Simulated[]> {
  const played: Simulated[] = []
  for await (const simulated of playApart(task)) {
    played.push(simulated)
    const { violation } = simulated
    if (violation) progress(`seed ${violation.seed}, path ${violation.path}: ${violation.problems.join(' ')}`)
  }
  return played
}

/** Plants each bug and counts the releases until it is found. */
async function findPlanted(seed: number, progress: (line: string) => void): Promise<Planted[]> {
  const planted: Planted[] = []
  for (const { name: bug } of plantedBugs) {
    let played = 0
    let isFound = false
    for await (const { releases, violation } of playApart({
      seed,
      step: 1,
      chunks: targets.plantedFoundWithin / runs,
      runs,
      bug,
    })) {
      played += releases
      isFound ||= violation !== undefined
    }
    planted.push({ bug, ...(isFound && { foundAfter: played }) })
    progress(`planted: ${bug}: ${isFound ? `found after ${played}` : 'not found'}`)
  }
  return planted
}

async function playAgain(seed: number, path: string): Promise<BenchmarkResult> {
  const [simulated] = await all({ seed, step: 1, chunks: 1, runs, path }, () => undefined)
  const { violation } = simulated ?? {}
  return { figures: { seed, path, violation }, missed: violation ? [violation.problems.join(' ')] : [] }
}

function pathIn(words: readonly string[]): [path: string | undefined, rest: readonly string[]] {
  const at = words.indexOf('--path')
  return at < 0 ? [undefined, words] : [words[at + 1], words.toSpliced(at, 2)]
}
