// npm run bench -- judge [--json]
//
// How often the judge is wrong: releases like the one before that it rolls back, and bad ones that it lets go live.
// Everything is simulated from fixed seeds, which stand in the figures, so every run gives the same.

import type { BenchmarkContext, BenchmarkResult } from '../benchmark.ts'
import { simulate } from './cases.ts'
import { figuresOf, missedTargets } from './figures.ts'

export default async function run({ progress }: BenchmarkContext): Promise<BenchmarkResult> {
  const cases = [...simulate(progress)]
  return { figures: { ...figuresOf(cases) }, missed: missedTargets(cases) }
}
