// npm run bench -- soak [--json] [--seed N] [--releases N] [--platforms N] [--only NUMBER]
//
// Ships good and bad releases by the hundred while users ask the service and things go wrong at random. All that is
// random comes from the seed; `--only` ships the one release of that number.

import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Books } from '@kickai/traffic'
import type { BenchmarkContext, BenchmarkResult } from '../benchmark.ts'
import { anySeed, readOptions } from '../releases/options.ts'
import { openCourse } from './course.ts'
import { type Draw, draw } from './draw.ts'
import { type Ending, figuresOf, isAsItMust, missedTargets, targets } from './figures.ts'

export default async function run({ progress, words }: BenchmarkContext): Promise<BenchmarkResult> {
  const { numbers, only } = readOptions(words, { seed: anySeed(), releases: targets.releases, platforms: 6 })
  const { seed, releases, platforms } = numbers
  progress(`seed ${seed}`)
  const queue: Draw[] = (
    only === undefined ? Array.from({ length: releases }, (_, number) => number) : [Number(only)]
  ).map((number) => draw(seed, number))
  const ordered = queue.length
  const endings: Ending[] = []
  const books: Books[] = []
  const work = async (_: unknown, index: number) => {
    let course = await openCourse(`platform ${index}`)
    try {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        const ending = await course.ship(next)
        endings.push(ending)
        const { drawn, verdict, reason, problems } = ending
        const isRight = isAsItMust(ending)
        const unlike = isRight
          ? ''
          : `  UNLIKE (seed ${seed}, number ${drawn.number}): ${[reason, ...problems].join('; ')}`
        progress(`${endings.length} of ${ordered}  ${drawn.title}: ${verdict}${unlike}`)
        if (isRight) continue
        const evidence = join(tmpdir(), `kickai-soak-${seed}-${drawn.number}`)
        await course.keepEvidence(evidence)
        progress(`what was recorded and logged until then is in ${evidence}`)
        // Nothing is to follow from what went wrong once.
        books.push(await course.close())
        course = await openCourse(`platform ${index}, after ${drawn.number}`)
      }
    } finally {
      books.push(await course.close())
    }
  }
  await Promise.all(Array.from({ length: platforms }, work))
  const figures = figuresOf(endings, books, seed)
  return { figures, missed: missedTargets(figures, ordered) }
}
