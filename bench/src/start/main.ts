// npm run bench -- start [--json] [--rounds N]
//
// How long the packed and installed command takes from its call to its end, beside Node with nothing to do, in turns: its version, the
// status of a repository with three environments on which nothing runs, and for comparison that with a release live on the embedded
// platform, whose services are asked. Cold: with an empty compile cache, in a folder of its own each time.

import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { BenchmarkContext, BenchmarkResult } from '../benchmark.ts'
import { whileLocal } from '../releases/local.ts'
import { readOptions } from '../releases/options.ts'
import { figuresOf, type Measured, missedTargets } from './figures.ts'
import { openRepository } from './repository.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '../../..')

export default async function measureStart({ progress, words }: BenchmarkContext): Promise<BenchmarkResult> {
  const { numbers } = readOptions(words, { rounds: 40 })
  const folder = mkdtempSync(join(tmpdir(), 'kickai-bench-start-'))
  try {
    progress('packing and installing the command')
    const program = await installed(folder)
    const repository = openRepository(join(folder, 'repository'))
    const warm = join(folder, 'compiled')
    const shown = { version: [program, '--version'], status: [program, 'status'] }
    const rounds = { ...numbers, folder, repository }
    progress('bare Node, the version and the status, in turns')
    const [bare, version, status] = measure([['-e', '0'], shown.version, shown.status], warm, rounds)
    const [, coldVersion, coldStatus] = measure([['-e', '0'], shown.version, shown.status], undefined, {
      ...rounds,
      rounds: Math.ceil(numbers.rounds / 4),
    })
    progress('the status of a live release')
    const [live] = await whileLocal(program, repository, () => measure([shown.status], warm, rounds))
    const measured: Measured[] = [
      { name: 'node -e 0', times: bare ?? [] },
      { name: 'kickai --version', times: version ?? [], coldTimes: coldVersion ?? [], atMost: 1.5 },
      { name: 'kickai status', times: status ?? [], coldTimes: coldStatus ?? [], atMost: 2.5 },
      { name: 'kickai status, asking three services that are live', times: live ?? [] },
    ]
    const figures = figuresOf(measured)
    return { figures: { rounds: numbers.rounds, programs: figures }, missed: missedTargets(figures) }
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** Packs the command and installs it as others do; gives the path of its program. */
async function installed(folder: string): Promise<string> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_|^NODE_OPTIONS$/i.test(name)))
  await run('npm', ['pack', '--workspace', 'packages/cli', '--pack-destination', folder], { cwd: root, env })
  const archive = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? ''
  await run('npm', ['install', '--offline', '--no-save', '--prefix', folder, join(folder, archive)], {
    cwd: folder,
    env,
  })
  return join(folder, 'node_modules/kickai/dist/kickai.mjs')
}

interface Rounds {
  readonly rounds: number
  readonly folder: string
  readonly repository: string
}

/** Calls each in turns and gives the milliseconds of each. `compiled` is the folder of the compile cache; undefined: an empty one each. */
function measure(
  calls: readonly (readonly string[])[],
  compiled: string | undefined,
  { rounds, folder, repository }: Rounds,
) {
  const times = calls.map((): number[] => [])
  // The first calls fill the cache and are not counted.
  for (let round = compiled === undefined ? 0 : -2; round < rounds; round += 1) {
    for (const [index, call] of calls.entries()) {
      const cache = compiled ?? mkdtempSync(join(folder, 'cold-'))
      const env = { ...process.env, NODE_COMPILE_CACHE: cache, NODE_OPTIONS: '' }
      if (call[0] === '-e') Reflect.deleteProperty(env, 'NODE_COMPILE_CACHE')
      const begun = performance.now()
      const { status, stderr } = spawnSync(process.execPath, call, { cwd: repository, env, encoding: 'utf8' })
      const took = performance.now() - begun
      if (status !== 0) throw new Error(`${call.join(' ')} ended with ${status}: ${stderr}`)
      if (round >= 0) times[index]?.push(took)
    }
  }
  return times
}
