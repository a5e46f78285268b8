import { setTimeout as delay } from 'node:timers/promises'
import type { FigureName } from '@kickai/release'
import { rehearsalHealthPath, rehearsalStartCommand } from '@kickai/traffic'
import { World } from '../releases/world.ts'
import { fasterBy, figureRow, type Row, rowOf, seconds } from './row.ts'
import { waitsOf } from './waits.ts'

const watched = {
  bakeSeconds: 2,
  checks: { everySeconds: 0.5, passes: 3, failures: 3 },
  deadlines: { deploySeconds: 60, verifySeconds: 30, rollbackSeconds: 30 },
  comparison: { leastGrowthSeconds: 0.5 },
  objectives: { processors: 2, memoryMegabytes: 512 },
}
/** How long a service is left alone before it is asked what it uses. */
const usedMs = 10_000
/** How long services take to start: half of them within a second, a few over two, one over five. An assumption, and part of the figure. */
const startSeconds = [0.4, 0.5, 0.7, 0.8, 0.9, 1, 1.1, 1.3, 1.6, 2, 2.8, 5.1]

type Told = { [name in FigureName]: { value?: number; of: number } }

/**
 * Releases for real on the embedded platform, with users: good ones that start as fast or slowly as services do, bad ones
 * that are taken back, and rollbacks by command. What came of it is what `kickai metrics` says.
 */
export async function measureDeployments(progress: (line: string) => void): Promise<{ rows: Row[]; figures: object }> {
  const world = await World.open({ watched })
  try {
    const bad = new Set<string>()
    await shipped(world, 'first', 0)
    const traffic = await world.users((deployment) => deployment !== undefined && bad.has(deployment))
    for (const [index, wait] of startSeconds.entries()) {
      progress(`a good release, ${index + 1} of ${startSeconds.length}`)
      await shipped(world, `good ${index}`, wait)
    }
    // Its use of processor and memory is measured between releases as well, where they are too short for it.
    await delay(usedMs)
    await world.start(['monitor', 'production', '--once']).ended
    const good = await figures(world)
    const waits = (await world.releases(startSeconds.length)).map(({ state }) => waitsOf(state.times))
    for (let index = 0; index < 3; index += 1) {
      progress(`a bad release and a rollback by command, ${index + 1} of 3`)
      await world.prepare({ version: `bad ${index}`, behaviour: 'bad-after-switch', afterMs: 300 })
      await world.commit(`bad ${index}`)
      const { document } = await world.deploy()
      if (document?.verdict !== 'rolled back') throw new Error(`A bad release ended as ${document?.verdict}.`)
      if (document?.deployment !== undefined) bad.add(document.deployment)
      await shipped(world, `further ${index}`, 0.4)
      await world.rollback()
    }
    const whole = await figures(world)
    const { requests, lost } = await traffic.stop()
    const health = healthRow(waits)
    return {
      rows: [health, ...goalRows(good, whole, { requests, lost })],
      figures: { startSeconds, waits, afterGoodReleases: good, afterAll: whole, requests, lost },
    }
  } finally {
    await world.close()
  }
}

async function shipped(world: World, version: string, wait: number): Promise<void> {
  world.further.config = {
    services: {
      web: {
        start: wait === 0 ? rehearsalStartCommand : `sleep ${wait} && exec ${rehearsalStartCommand}`,
        health: rehearsalHealthPath,
        healthTimeoutSeconds: 30,
        overlapSeconds: 1,
        drainingSeconds: 10,
      },
    },
  }
  await world.prepare({ version })
  await world.commit(version)
  const { document, errors } = await world.deploy()
  if (document?.verdict !== 'live') throw new Error(`${version} did not go live: ${errors}`)
}

async function figures(world: World): Promise<Told> {
  const { document, errors } = await world.start(['metrics', 'production']).ended
  const told = document?.environments?.[0]?.figures as Told | undefined
  if (told === undefined) throw new Error(`There are no figures: ${errors}`)
  return told
}

/** A fixed wait has to be as long as the slowest start that it is to cover. */
function healthRow(waits: readonly { startMs: number; provenMs: number }[]): Row {
  const mean = waits.reduce((sum, { startMs, provenMs }) => sum + startMs + provenMs, 0) / waits.length / 1000
  const slowest = Math.max(...waits.map(({ startMs }) => startMs)) / 1000
  const how = `A new release is proven healthy ${seconds(mean)} after it was sent, in the mean of ${waits.length} whose services take 0.4 to 5.1 s to start; a fixed wait that covers all of them is ${seconds(slowest)}, and proves nothing.`
  return rowOf('Health check optimisation', 'share', { is: 'at least', value: 0.6 }, fasterBy(slowest, mean), how)
}

function goalRows(good: Told, whole: Told, { requests, lost }: { requests: number; lost: number }): Row[] {
  const on = 'on the embedded platform'
  return [
    figureRow(
      'Success rate',
      'successShare',
      good.successShare.value,
      `${good.successShare.of} good changes ${on}; three planted bad ones besides were each taken back, and with them it is ${percent(whole.successShare.value)}.`,
    ),
    figureRow(
      'Commit to live',
      'commitToLive',
      good.commitToLive.value,
      `95 of 100 of ${good.commitToLive.of} commits, ${on}, with ${watched.bakeSeconds} s of baking; production's default is 60 s.`,
    ),
    figureRow(
      'Rollback',
      'rollback',
      whole.rollback.value,
      `95 of 100 of ${whole.rollback.of} ways back, by the release itself and by command.`,
    ),
    figureRow(
      'Zero downtime',
      'downInReleases',
      good.downInReleases.value,
      `Over ${good.downInReleases.of} good releases; users lost ${lost} of ${requests} requests over all of them. The three bad ones answered wrongly for ${seconds((whole.downInReleases.value ?? 0) / 1000)} together.`,
    ),
    figureRow(
      'Response time',
      'response',
      good.response.value,
      `95 of 100 of ${good.response.of} requests, while good releases went on.`,
    ),
    figureRow(
      'Error rate',
      'errorShare',
      good.errorShare.value,
      `Of ${good.errorShare.of} requests, while good releases went on.`,
    ),
    figureRow('Availability', 'availability', good.availability.value, 'Of the watched time of good releases.'),
    figureRow(
      'Processor',
      'processor',
      good.processor.value,
      `95 of 100 of ${good.processor.of} samples of one small service, of 2 processors.`,
    ),
    figureRow(
      'Memory',
      'memory',
      good.memory.value,
      `95 of 100 of ${good.memory.of} samples of one small service, of 512 MB.`,
    ),
  ]
}

function percent(share = Number.NaN): string {
  return `${Number((share * 100).toFixed(1))} %`
}
