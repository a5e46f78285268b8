import { setTimeout as delay } from 'node:timers/promises'
import type { Traffic } from '@kickai/traffic'
import type { Ended } from '../releases/command.ts'
import { inconsistencies, isLabelOfNew, orphansOf, wholeEnds } from '../releases/consistent.ts'
import { lookAtLeft } from '../releases/left.ts'
import { oldOf, toldOf } from '../releases/told.ts'
import { World } from '../releases/world.ts'
import type { Draw } from './draw.ts'
import { barredEnds, type Ending } from './figures.ts'

/** A platform with users, into which one drawn release after another is shipped. */
export type Course = {
  ship(drawn: Draw): Promise<Ending>
  /** Copies what platform and release tool recorded so far into a folder. */
  keepEvidence(folder: string): Promise<void>
  close(): Promise<Awaited<ReturnType<Traffic['stop']>>>
}

/** What the command ends with where it leaves a release open. */
const leftOpen = 5

/** Long enough that a leak and slow answers can be told; whoever is short of data fails. */
const watched = {
  bakeSeconds: 8,
  prolongSeconds: 8,
  checks: { everySeconds: 0.5 },
  deadlines: { deploySeconds: 60, verifySeconds: 15, rollbackSeconds: 60 },
  objectives: { memoryMegabytes: 1_000 },
  // Several platforms, their users and deployers share a machine here; how fast it is then says nothing of a release.
  comparison: { leastGrowthSeconds: 0.5 },
}

export async function openCourse(name: string): Promise<Course> {
  const world = await World.open({ watched, healthTimeoutSeconds: 4, lease: { limitSeconds: 6, requestSeconds: 3 } })
  const bad = new Set<string>()
  try {
    await world.prepare({ version: `${name} first` })
    const { code, errors } = await world.deploy()
    if (code !== 0) throw new Error(`A good release did not go live: ${errors}`)
    const traffic = await world.users((deployment) => deployment !== undefined && bad.has(deployment))
    return {
      ship: (drawn) => ship(world, bad, drawn),
      keepEvidence: (folder) => world.keepEvidence(folder),
      async close() {
        const books = await traffic.stop()
        await world.close()
        return books
      },
    }
  } catch (error) {
    await world.close()
    throw error
  }
}

async function ship(world: World, bad: Set<string>, drawn: Draw): Promise<Ending> {
  const { platform } = world
  const old = await oldOf(world)
  const known = new Set((await platform.look()).deployments.map(({ id }) => id))
  const [lastBefore] = await world.releases(1)
  const newRelease = async () => {
    const [last] = await world.releases(1)
    return last?.state.plan.release === lastBefore?.state.plan.release ? undefined : last
  }
  await world.prepare({ ...drawn.ships, version: `release ${drawn.number}` })
  for (const fault of drawn.faults) await platform.fault(fault)
  let end = await carryOut(world, drawn)
  // Killed before it had begun anything: whoever sees that gives the command again.
  if (drawn.kill !== undefined && (await newRelease()) === undefined) end = await world.deploy()
  await platform.noFaults()
  const left = await lookAtLeft(world, known)
  if (drawn.is === 'bad') for (const { id, message } of left.made) if (isLabelOfNew(message)) bad.add(id)
  const release = await newRelease()
  return {
    drawn,
    verdict: release?.state.verdict ?? 'none',
    reason: release?.state.reason?.sentence ?? end.errors.trim(),
    problems: inconsistencies(toldOf(old, release), left, drawn.is === 'barred' ? barredEnds : wholeEnds),
    orphans: orphansOf(left),
  }
}

/** Deploys; what is to be killed on the way is killed, and the release carried on by whoever comes after. */
async function carryOut(world: World, { kill }: Draw): Promise<Ended> {
  const deployer = world.start(['deploy', 'production'])
  if (kill === undefined) return await deployer.ended
  const over = new AbortController()
  const end = deployer.ended.finally(() => over.abort())
  await delay(kill.afterMs, undefined, { signal: over.signal }).catch(() => undefined)
  if (kill.what === 'platform') await world.platform.restart()
  else await deployer.kill()
  const ended = await end
  return ended.signal === null && ended.code !== leftOpen ? ended : await world.start(['resume']).ended
}
