// npm run bench -- pipeline [--json] [--releases N] [--builds N]
//
// From a commit to a live release on the embedded platform, again and again, by the packed command: a small service with tests and a
// build of its own. Where the time goes is read from the journal. Then the club service's bundle and image, built with nothing kept and
// once more.

import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { openJournal } from '@kickai/release'
import { openSqliteStore } from '@kickai/store'
import { buildArtifact } from 'kickai/build'
import type { BenchmarkContext, BenchmarkResult } from '../benchmark.ts'
import { whileLocal } from '../releases/local.ts'
import { readOptions } from '../releases/options.ts'
import { figuresOf, type Measured, missedTargets, type Twice } from './figures.ts'
import { measureImage } from './image.ts'
import { commitVersion, makeRepository } from './repository.ts'
import { type Split, splitOf } from './split.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '../../..')
const program = join(root, 'packages/cli/dist/kickai.mjs')
const bot = { build: 'node apps/bot/build.ts', directory: 'apps/bot/dist/bundle', exclude: ['**/*.map'] }

export default async function measurePipeline({ progress, words }: BenchmarkContext): Promise<BenchmarkResult> {
  const { numbers } = readOptions(words, { releases: 7, builds: 3 })
  progress('packing the command')
  await run(process.execPath, ['pack.ts'], { cwd: join(root, 'packages/cli') })
  const released = await inFolder((folder) => measureReleases(join(folder, 'shop'), numbers.releases, progress))
  progress('building the club service with nothing kept, and again')
  const { archive, ...bundle } = await measureBundle(numbers.builds)
  progress('building its image likewise')
  const image = await measureImage(archive, numbers.builds)
  const figures = figuresOf({ ...released, bundle, image })
  return { figures, missed: missedTargets(figures) }
}

async function measureReleases(folder: string, releases: number, progress: (line: string) => void) {
  makeRepository(folder)
  const [splits, testSeconds, unchangedSeconds]: [Split[], number[], number[]] = [[], [], []]
  progress('starting the embedded platform')
  await whileLocal(program, folder, async () => {
    for (let release = 1; release <= releases; release += 1) {
      progress(`release ${release} of ${releases}`)
      commitVersion(folder, `version ${release}`)
      testSeconds.push(called(['--test'], folder).seconds)
      const { calledAt, endedAt, document } = deploy(folder)
      const entries = await journaled(folder, document.release)
      splits.push(splitOf({ calledAt, endedAt, entries, bootMs: document.health.bootMs }))
      const again = deploy(folder)
      if (again.document.unchanged !== true) throw new Error('The same commit was released again.')
      unchangedSeconds.push(again.seconds)
    }
  })
  return { splits, testSeconds, unchangedSeconds } satisfies Partial<Measured>
}

function deploy(folder: string) {
  const { output, ...times } = called([program, 'deploy', 'testing', '--json'], folder)
  return { ...times, document: JSON.parse(output) as { release: string; unchanged?: true; health: { bootMs: number } } }
}

function called(words: readonly string[], folder: string) {
  const calledAt = Date.now()
  const begun = performance.now()
  const { status, stdout: output, stderr } = spawnSync(process.execPath, words, { cwd: folder, encoding: 'utf8' })
  const seconds = (performance.now() - begun) / 1000
  if (status !== 0) throw new Error(`${words.join(' ')} ended with ${status}: ${output}${stderr}`)
  return { calledAt, endedAt: calledAt + seconds * 1000, seconds, output }
}

async function journaled(folder: string, release: string) {
  const store = openSqliteStore({ path: join(folder, '.kickai/journal-local.sqlite') })
  try {
    return await openJournal(store).entries(release)
  } finally {
    await store.close()
  }
}

/** Each time from the commit alone, then with what that build kept. */
async function measureBundle(times: number): Promise<Twice & { bytes: number; archive: Uint8Array }> {
  const [cold, cached]: [number[], number[]] = [[], []]
  let archive: Uint8Array = new Uint8Array()
  for (let time = 0; time < times; time += 1) {
    await inFolder(async (workDirectory) => {
      const build = () => buildArtifact({ repository: root, bundle: bot, workDirectory })
      const [first, second] = [await build(), await build()]
      cold.push(first.seconds)
      cached.push(second.seconds)
      archive = first.archive
    })
  }
  return { cold, cached, bytes: archive.byteLength, archive }
}

async function inFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'kickai-bench-pipeline-'))
  try {
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}
