// npm run bench -- rollback [--json] [--warm N] [--automatic N] [--cold N]
//
// Measures how long the way back takes: by command with the old image kept, by command with the image gone, and by the
// release tool itself from the first bad answer that a user gets.

import type { BenchmarkContext, BenchmarkResult } from '../benchmark.ts'
import { readOptions } from '../releases/options.ts'
import { World, type WorldOptions } from '../releases/world.ts'
import { bootMs } from './boot.ts'
import { figuresOf, missedTargets, targets, type WayBack } from './figures.ts'
import { watchAnswers } from './first-bad.ts'
import { proofOf } from './proof.ts'

const passes = 3
const everySeconds = 1
const deadlines = { deploySeconds: 30, verifySeconds: 20, rollbackSeconds: 30 }
/** A boot is measured beside every so many warm rollbacks, so that both meet the machine in the same mood. */
const bootEvery = 3

/** By command: watched as shortly as may be, since only the way to the proof is measured. */
const byCommand: WorldOptions = {
  watched: {
    bakeSeconds: 0.1,
    checks: { everySeconds: 0.2, passes },
    deadlines,
    comparison: { leastGrowthSeconds: 0.5 },
  },
}
/** By itself: one check a second, three bad ones in a row. */
const byItself: WorldOptions = {
  watched: { bakeSeconds: 20, checks: { everySeconds, passes, failures: 3 }, deadlines },
}

export default async function run({ progress, words }: BenchmarkContext): Promise<BenchmarkResult> {
  const { numbers } = readOptions(words, { warm: targets.warm, automatic: targets.automatic, cold: targets.cold })
  const users = { requests: 0, lost: 0 }
  const boots: number[] = []
  const warm = await inWorld(byCommand, users, (world) =>
    backAndForth(world, numbers.warm, async (done) => {
      if (done % 10 === 0) progress(`${done} of ${numbers.warm} warm rollbacks`)
      if (done % bootEvery === 0) boots.push(await bootMs())
    }),
  )
  // One image is kept, which is that of the release that serves.
  const cold = await inWorld({ ...byCommand, keepImages: 1 }, users, (world) =>
    backAndForth(world, numbers.cold, async (done) => {
      if (done % 10 === 0) progress(`${done} of ${numbers.cold} cold rollbacks`)
    }),
  )
  const automatic = await inWorld(byItself, users, (world, bad) =>
    caughtAgainAndAgain(world, numbers.automatic, bad, (done) => progress(`${done} of ${numbers.automatic} caught`)),
  )
  const figures = figuresOf({ warm, automatic, cold, boots, ...users })
  return { figures, missed: missedTargets(figures) }
}

/** Opens a world with users; what they met is added to `users`. */
async function inWorld(
  options: WorldOptions,
  users: { requests: number; lost: number },
  work: (world: World, bad: Set<string>) => Promise<WayBack[]>,
): Promise<WayBack[]> {
  const world = await World.open(options)
  const bad = new Set<string>()
  try {
    await deployed(world, 'A')
    const traffic = await world.users((deployment) => deployment !== undefined && bad.has(deployment))
    try {
      return await work(world, bad)
    } finally {
      const { requests, lost } = await traffic.stop()
      users.requests += requests
      users.lost += lost
    }
  } finally {
    await world.close()
  }
}

async function deployed(world: World, version: string): Promise<string> {
  await world.prepare({ version })
  const { document, errors } = await world.deploy()
  if (document?.verdict !== 'live') throw new Error(`Release ${version} did not go live: ${errors}`)
  return document.release
}

/** Two releases, and back from each to the other. */
async function backAndForth(world: World, count: number, between: (done: number) => Promise<void>): Promise<WayBack[]> {
  const [a] = await world.releases(1)
  const both = [a?.state.plan.release ?? '', await deployed(world, 'B')]
  const ways: WayBack[] = []
  for (let done = 0; done < count; done += 1) {
    await between(done)
    const { startedAt, document, errors } = await world.rollback(both[done % 2])
    const [last] = await world.releases(1)
    const proof = last && proofOf(last.entries, document?.deployment, passes)
    if (document?.verdict !== 'live' || proof === undefined) throw new Error(`A rollback was not proven: ${errors}`)
    ways.push({ provenMs: proof.provenAt - startedAt, checkedMs: proof.checkedAt - startedAt })
  }
  return ways
}

/** Releases that turn bad once they have users, each caught and brought back by the release tool alone. */
async function caughtAgainAndAgain(
  world: World,
  count: number,
  bad: Set<string>,
  caught: (done: number) => void,
): Promise<WayBack[]> {
  const { url } = await world.platform.look()
  const ways: WayBack[] = []
  for (let done = 0; done < count; done += 1) {
    // It turns bad at another moment between two checks each time.
    const afterMs = 1_000 + Math.round((done * 1_000) / count)
    await world.prepare({ version: `bad ${done}`, behaviour: 'bad-after-switch', afterMs })
    const watcher = watchAnswers(url)
    const { document, errors } = await world.deploy()
    await watcher.stop()
    bad.add(document?.deployment)
    const [last] = await world.releases(1)
    const proof = last && proofOf(last.entries, last.state.parts[0]?.restored ?? '', passes)
    const from = watcher.firstBadAt()
    if (document?.verdict !== 'rolled back' || proof === undefined || from === undefined)
      throw new Error(`A bad release was not caught and brought back: ${errors}`)
    ways.push({ provenMs: proof.provenAt - from, checkedMs: proof.checkedAt - from })
    caught(done + 1)
  }
  return ways
}
