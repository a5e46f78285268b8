import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { median } from '../median.ts'
import { timed } from './builds.ts'
import { fasterBy, type Row, rowOf, seconds } from './row.ts'

const run = promisify(execFile)
const repository = join(import.meta.dirname, '../../..')
/** Rooms whose tests need nothing of the machine, so that every machine runs the same ones. */
const selection = [
  ...['packages/release/src/machine', 'packages/release/src/judge', 'packages/release/src/gates', 'packages/bundle'],
  ...['packages/settings', 'packages/health', 'packages/checks', 'scripts/imports', 'scripts/house'],
]
const shards = 3
const repetitions = 3

/**
 * The same tests in one process, and in shards: each alone, as on a machine of its own, where the slowest one is waited for; and
 * all at once on this machine. In turns.
 */
export async function measureParallelTests(progress: (line: string) => void): Promise<{ row: Row; figures: object }> {
  const vitest = (...words: string[]) =>
    run(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...selection, '--maxWorkers=1', ...words], {
      cwd: repository,
      maxBuffer: 64 * 1024 * 1024,
    })
  const one: number[] = []
  const slowest: number[] = []
  const together: number[] = []
  for (let turn = 0; turn < repetitions; turn += 1) {
    progress(`tests in one process and in ${shards} shards, ${turn + 1} of ${repetitions}`)
    one.push(await timed(() => vitest()))
    const shard = (number: number) => timed(() => vitest(`--shard=${number}/${shards}`))
    const alone: number[] = []
    for (let number = 1; number <= shards; number += 1) alone.push(await shard(number))
    slowest.push(Math.max(...alone))
    together.push(await timed(() => Promise.all(alone.map((_, index) => shard(index + 1)))))
  }
  const [whole, parallel, here] = [median(one), median(slowest), median(together)]
  const figures = {
    oneProcessSeconds: whole,
    slowestShardSeconds: parallel,
    togetherSeconds: here,
    shards,
    rooms: selection,
  }
  const how = `A selection of tests takes ${seconds(whole)} in one process; of ${shards} shards, each on a machine of its own, the slowest takes ${seconds(parallel)}. All at once on this machine it is ${seconds(here)}. The middle of ${repetitions}.`
  const row = rowOf('Parallel testing', 'share', { is: 'at least', value: 0.4 }, fasterBy(whole, parallel), how)
  return { row, figures }
}
