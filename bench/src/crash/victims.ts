import type { Traffic } from '@kickai/traffic'
import { World } from '../releases/world.ts'
import { type Broker, hookPath, noticePath, startBroker } from './broker.ts'
import type { UsersBooks } from './figures.ts'
import { type Case, type Ground, type Scenario, scenarios } from './places.ts'
import { type Killed, kill } from './victim.ts'

/** A platform on which one deployer after another is killed; with users where there is something for them. */
export type Victims = {
  kill(each: Case): Promise<Killed>
  close(): Promise<UsersBooks>
}

/** The watched time is short: what a kill leaves behind does not depend on it. */
const watched = {
  bakeSeconds: 0.5,
  prolongSeconds: 1,
  inconclusive: 'pass',
  checks: { everySeconds: 0.2 },
  deadlines: { deploySeconds: 40, verifySeconds: 15, rollbackSeconds: 30 },
  // Several platforms, their users and deployers share a machine here; how fast it is then says nothing of a release.
  comparison: { leastGrowthSeconds: 0.5 },
}

const nobody: UsersBooks = { requests: 0, lost: 0, twice: 0, unverified: 0, badAnswers: 0, losses: [] }

export async function openVictims(over: Ground): Promise<Victims> {
  const world = await World.open({ watched, lease: { limitSeconds: 4, requestSeconds: 2 } })
  let broker: Broker | undefined
  let traffic: Traffic | undefined
  const bad = new Set<string>()
  let version = 0
  const nextVersion = () => {
    version += 1
    return `version ${version}`
  }
  const durations = new Map<string, number>()
  /** Carries out a scenario to its end, and measures how long it takes. */
  const spare = async (stand: Broker, { name, command, ships }: Scenario, verdict: string) => {
    await world.prepare({ ...ships, version: nextVersion() })
    const first = stand.asked().then(() => performance.now())
    const { document, errors } = await world.start([command, 'production']).ended
    durations.set(name, performance.now() - (await first))
    if (document?.verdict !== verdict) throw new Error(`A ${name} ended otherwise than as ${verdict}: ${errors}`)
    const { deployment } = document
    if (ships.behaviour !== 'good') bad.add(deployment)
  }
  try {
    const stand = await startBroker(world.platform.url)
    broker = stand
    world.endpoint = stand.url
    world.further = { config: furtherConfig(stand.url), variables: { [noticeVariable]: stand.url + noticePath } }
    const deploy = () => spare(stand, scenarios.deploy, 'live')
    const scene = { world, broker: stand, bad, durations }
    if (over === 'nothing') await spare(stand, scenarios['first deploy that fails'], 'failed')
    else {
      await deploy()
      await deploy()
      await spare(stand, scenarios.rollback, 'live')
      await spare(stand, scenarios['automatic rollback'], 'rolled back')
      traffic = await world.users((deployment) => deployment !== undefined && bad.has(deployment))
    }
    return {
      async kill(each) {
        // So that there is something to go back to: a rollback past a rollback has nothing.
        if (each.scenario.command === 'rollback') await deploy()
        return await kill(scene, each, nextVersion())
      },
      async close() {
        const books = await traffic?.stop()
        await stand.stop()
        await world.close()
        return books ?? nobody
      },
    }
  } catch (error) {
    await traffic?.stop()
    await broker?.stop()
    await world.close()
    throw error
  }
}

const noticeVariable = 'BENCH_NOTICE_URL'

/** Hooks of every time and a notice of every end, all of which the broker hears of. */
function furtherConfig(url: string): object {
  const hookOf = (time: string) => `"${process.execPath}" -e "fetch('${url}${hookPath(time)}', { method: 'POST' })"`
  const times = ['before', 'afterLive', 'afterRollback']
  return {
    hooks: Object.fromEntries(times.map((time) => [time, hookOf(time)])),
    notify: [{ to: 'url', url: `env:${noticeVariable}` }],
  }
}
