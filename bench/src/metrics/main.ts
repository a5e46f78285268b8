// npm run bench -- metrics [--json]
//
// How long the packed `kickai metrics` takes with a journal of 1,000, 10,000 and 100,000 releases, through the tallies that are
// kept, and whether they equal what is counted anew from the whole journal.

import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual, promisify } from 'node:util'
import { foldJournal, readTallies } from '@kickai/release'
import { openSqliteStore, type Store } from '@kickai/store'
import type { BenchmarkContext, BenchmarkResult } from '../benchmark.ts'
import { median } from '../median.ts'
import { growthOf, type Measured, missedTargets } from './figures.ts'
import { simulatePatterns } from './patterns.ts'
import { writeReleases } from './write-journal.ts'

const run = promisify(execFile)
const repository = join(import.meta.dirname, '../../..')
const sizes = [1_000, 10_000, 100_000] as const
const repetitions = 7
const environments = ['testing', 'staging', 'production']

export default async function measureMetrics({ progress }: BenchmarkContext): Promise<BenchmarkResult> {
  progress('packing the command')
  await run(process.execPath, ['pack.ts'], { cwd: join(repository, 'packages/cli') })
  const patterns = await simulatePatterns()
  const all: (Measured & { entries: number; keepingMs: number })[] = []
  for (const releases of sizes) {
    progress(`a journal of ${releases} releases`)
    all.push(await withFolder((folder) => measure(folder, releases, patterns)))
  }
  const most = all.at(-1)
  return {
    figures: {
      releases: most?.releases,
      allFiguresMs: most?.coldMs,
      foldEqual: all.every(({ foldEqual }) => foldEqual),
      growth: growthOf(all),
      journals: all,
    },
    missed: missedTargets(all),
  }
}

async function withFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'kickai-metrics-'))
  try {
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measure(folder: string, releases: number, patterns: Awaited<ReturnType<typeof simulatePatterns>>) {
  mkdirSync(join(folder, '.kickai'))
  writeFileSync(join(folder, 'kickai.config.ts'), configuration)
  const store = openSqliteStore({ path: join(folder, '.kickai/journal-local.sqlite') })
  try {
    const { entries, keepingMs } = await write(store, releases, patterns)
    const coldMs = await medianTime(() =>
      run(process.execPath, [join(repository, 'packages/cli/dist/kickai.mjs'), 'metrics', '--days', '3660', '--json'], {
        cwd: folder,
        maxBuffer: 2 ** 26,
      }),
    )
    const bareNodeMs = await medianTime(() => run(process.execPath, ['--eval', '0']))
    const begun = performance.now()
    const { days } = await foldJournal(store)
    const foldMs = performance.now() - begun
    const foldEqual = isDeepStrictEqual(
      await readTallies(store, environments),
      new Map(environments.map((name) => [name, days.get(name)])),
    )
    return { releases, entries, keepingMs, coldMs, bareNodeMs, foldMs, foldEqual }
  } finally {
    await store.close()
  }
}

/** As it comes about in years: some releases end, then somebody reads the figures, which keeps them. */
async function write(store: Store, releases: number, patterns: Parameters<typeof writeReleases>[1]) {
  const until = Date.now()
  const step = Math.max(100, releases / 20)
  let entries = 0
  let keepingMs = 0
  for (let from = 0; from < releases; from += step) {
    const to = Math.min(releases, from + step)
    entries += await writeReleases(store, patterns, { from, to, of: releases, until })
    const begun = performance.now()
    await readTallies(store, environments, '9999')
    keepingMs += performance.now() - begun
  }
  return { entries, keepingMs }
}

async function medianTime(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const begun = performance.now()
    await work()
    times.push(performance.now() - begun)
  }
  return median(times)
}

const configuration = `export default {
  name: 'measured',
  services: { web: { start: 'node server.mjs' } },
  environments: { testing: {}, staging: {}, production: {} },
}
`
