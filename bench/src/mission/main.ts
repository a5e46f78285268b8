// npm run bench -- mission [--json] [--changes N] [--seed N] [--only builds|tests|pooling|deployments|strategies]
//
// Measures what the mission's page promises: its goals, and the percentages of its optimisations and strategies. The JSON
// document, kept as docs/mission.json, is what the table of docs/mission.md is written from.

import { execFileSync } from 'node:child_process'
import type { BenchmarkContext, BenchmarkResult } from '../benchmark.ts'
import { readOptions } from '../releases/options.ts'
import { measureBuilds } from './builds.ts'
import { measurePooling } from './connection-pooling.ts'
import { measureDeployments } from './deployments.ts'
import { measureParallelTests } from './parallel-tests.ts'
import { missedRows, type Row } from './row.ts'
import { measureStrategies } from './strategies/measure.ts'

type Part = (progress: (line: string) => void) => Promise<{ rows: Row[]; figures: object; notes?: string[] }>

export default async function run({ progress, words }: BenchmarkContext): Promise<BenchmarkResult> {
  const { numbers, only } = readOptions(words, { changes: 400, seed: 20_261_124 })
  const asRows = (measure: (progress: (line: string) => void) => Promise<{ row: Row; figures: object }>): Part => {
    return async (tell) => {
      const { row, figures } = await measure(tell)
      return { rows: [row], figures }
    }
  }
  const parts: { readonly [name: string]: Part } = {
    builds: measureBuilds,
    tests: asRows(measureParallelTests),
    deployments: measureDeployments,
    pooling: asRows(measurePooling),
    strategies: (tell) => measureStrategies(tell, numbers),
  }
  if (only !== undefined && parts[only] === undefined)
    throw new Error(`There is no part ${only}, only ${Object.keys(parts).join(', ')}.`)
  const rows: Row[] = []
  const notes: string[] = []
  const details: { [name: string]: object } = {}
  for (const [name, measure] of Object.entries(parts)) {
    if (only !== undefined && only !== name) continue
    const { rows: some, figures, notes: told = [] } = await measure(progress)
    rows.push(...some)
    notes.push(...told)
    details[name] = figures
  }
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
  return {
    figures: { measuredOn: new Date().toISOString().slice(0, 10), commit, rows, notes, details },
    missed: missedRows(rows),
  }
}
