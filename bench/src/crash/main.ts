// npm run bench -- crash [--json] [--seed N] [--random N] [--platforms N] [--only WORDS]
//
// Kills deployers by SIGKILL, at each place where it could matter and at random times, while users ask the service;
// `kickai resume` must then come to the old release or the new one, whole.

import { seededRandom } from '@kickai/release'
import type { BenchmarkContext, BenchmarkResult } from '../benchmark.ts'
import { anySeed, readOptions } from '../releases/options.ts'
import { figuresOf, missedTargets, targets, type UsersBooks } from './figures.ts'
import { type Case, type Ground, placedCases, titleOf } from './places.ts'
import { randomCases } from './random-cases.ts'
import type { Killed } from './victim.ts'
import { openVictims, type Victims } from './victims.ts'

export default async function run({ progress, words }: BenchmarkContext): Promise<BenchmarkResult> {
  const { numbers, only } = readOptions(words, { seed: anySeed(), random: targets.random, platforms: 4 })
  const { seed, random: randomCount, platforms } = numbers
  progress(`seed ${seed}`)
  const placed = placedCases().filter((each) => only === undefined || titleOf(each).includes(only))
  const random = randomCases(seededRandom(seed), randomCount)
  const queue: { each: Case; into: Killed[] }[] = []
  const killed = { placed: [] as Killed[], random: [] as Killed[] }
  for (const each of placed) queue.push({ each, into: killed.placed })
  for (const each of random) queue.push({ each, into: killed.random })
  const all = queue.length
  const books: UsersBooks[] = []
  const work = async () => {
    const open = new Map<Ground, Victims>()
    const leave = async (ground: Ground) => {
      const victims = open.get(ground)
      open.delete(ground)
      if (victims !== undefined) books.push(await victims.close())
    }
    try {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        const { over } = next.each.scenario
        const victims = open.get(over) ?? (await openVictims(over))
        open.set(over, victims)
        const result = await victims.kill(next.each)
        const { place } = next.each
        if (!result.killed && place.by === 'clock') {
          // It was faster this time; what is drawn again is drawn within the time that it surely takes.
          queue.unshift({ ...next, each: { ...next.each, place: { ...place, share: place.share / 2 } } })
          continue
        }
        next.into.push(result)
        const done = killed.placed.length + killed.random.length
        const wrong = result.problems.length === 0 ? '' : `  WRONG: ${result.problems.join('; ')}`
        progress(`${done} of ${all}  ${result.title}: ${result.verdict}${wrong}`)
        if (result.problems.length === 0) continue
        // Nothing is to follow from what went wrong once.
        await leave(over)
      }
    } finally {
      for (const over of [...open.keys()]) await leave(over)
    }
  }
  await Promise.all(Array.from({ length: platforms }, work))
  const figures = figuresOf(killed, books, seed)
  return { figures, missed: missedTargets(figures, { placed: placed.length, random: randomCount }) }
}
