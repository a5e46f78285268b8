import { setTimeout as delay } from 'node:timers/promises'
import type { Deployer, Ended } from '../releases/command.ts'
import { inconsistencies, isLabelOfNew, orphansOf } from '../releases/consistent.ts'
import { lookAtLeft } from '../releases/left.ts'
import { oldOf, toldOf } from '../releases/told.ts'
import type { World } from '../releases/world.ts'
import type { Broker } from './broker.ts'
import { type Case, titleOf } from './places.ts'

/** What became of one case. */
export type Killed = {
  title: string
  /** False: the deployer ended before it came to the place. */
  killed: boolean
  /** What the journal says in the end; `none` where nothing was written down. */
  verdict: string
  problems: string[]
  orphans: number
  resumeSeconds: number
}

export type Scene = {
  world: World
  broker: Broker
  /** Deployments whose own failures are no lost requests. */
  bad: Set<string>
  /** How long each scenario takes from its first question to the platform, by name; milliseconds. */
  durations: ReadonlyMap<string, number>
}

const preload = new URL('./fixtures/preload.ts', import.meta.url).href

/** Has a deployer killed at its place, resumes, and sees what there is. The world has something to go back to. */
export async function kill(scene: Scene, each: Case, version: string): Promise<Killed> {
  const { world, broker, bad } = scene
  const { scenario } = each
  const before = await world.platform.look()
  const known = new Set(before.deployments.map(({ id }) => id))
  const old = scenario.over === 'nothing' ? undefined : await oldOf(world)
  const [lastBefore] = await world.releases(1)
  await world.prepare({ ...scenario.ships, version })
  for (const fault of scenario.faults) await world.platform.fault(fault)

  const { end, killed } = await dieAt(each, scene)
  const resumed = await world.start(['resume']).ended
  await broker.settled()
  await world.platform.noFaults()

  const [last] = await world.releases(1)
  const release = last?.state.plan.release === lastBefore?.state.plan.release ? undefined : last
  const left = await lookAtLeft(world, known, old === undefined && release?.state.verdict !== 'live' ? 0 : 1)
  const isBad = scenario.ships.behaviour !== 'good'
  if (isBad) for (const { id, message } of left.made) if (isLabelOfNew(message)) bad.add(id)
  const told = toldOf(old, release)
  return {
    title: titleOf(each),
    killed,
    verdict: release?.state.verdict ?? 'none',
    problems: [
      ...(killed ? [] : [`it was not killed, but ended with ${end.code}: ${end.errors.trim()}`]),
      ...inconsistencies(told, left),
      ...(told.release !== undefined && told.release.verdict === undefined
        ? [`resume said: ${resumed.errors.trim()}`]
        : []),
    ],
    orphans: orphansOf(left),
    resumeSeconds: resumed.seconds,
  }
}

async function dieAt(
  { place, scenario }: Case,
  { world, broker, durations }: Scene,
): Promise<{ end: Ended; killed: boolean }> {
  const words = [scenario.command, 'production']
  let deployer: Deployer
  if (place.by === 'store') {
    deployer = world.start(words, { preload, variables: { BENCH_DIES: `${place.moment} ${place.write}` } })
  } else if (place.by === 'broker') {
    const started = Promise.withResolvers<Deployer>()
    const { held, cancel } = broker.hold(place, async () => (await started.promise).kill())
    deployer = world.start(words)
    started.resolve(deployer)
    // Whichever comes first: held and killed, or ended without having come there.
    await Promise.race([held, deployer.ended])
    cancel()
    const end = await deployer.ended
    if (end.signal === 'SIGKILL') await held
    return { end, killed: end.signal === 'SIGKILL' }
  } else {
    const asked = broker.asked()
    deployer = world.start(words)
    await Promise.race([asked, deployer.ended])
    await Promise.race([delay(place.share * (durations.get(scenario.name) ?? 0)), deployer.ended])
    await deployer.kill()
  }
  const end = await deployer.ended
  return { end, killed: end.signal === 'SIGKILL' }
}
