import type { Traffic } from '@kickai/traffic'
import { World } from '../releases/world.ts'
import { type Broker, startBroker } from './broker.ts'
import type { UsersBooks } from './figures.ts'
import type { Case } from './places.ts'
import { type Killed, kill } from './victim.ts'

/** A platform with users, on which one deployer after another is killed. */
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

export async function openVictims(): Promise<Victims> {
  const world = await World.open({ watched, lease: { limitSeconds: 4, requestSeconds: 2 } })
  let broker: Broker | undefined
  let traffic: Traffic | undefined
  const bad = new Set<string>()
  let version = 0
  const nextVersion = () => {
    version += 1
    return `version ${version}`
  }
  const deploy = async () => {
    await world.prepare({ version: nextVersion() })
    const { code, errors } = await world.deploy()
    if (code !== 0) throw new Error(`A good release did not go live: ${errors}`)
  }
  try {
    broker = await startBroker(world.platform.url)
    world.endpoint = broker.url
    await deploy()
    const scene = { world, broker, bad }
    const came = await world.users((deployment) => deployment !== undefined && bad.has(deployment))
    traffic = came
    return {
      async kill(each) {
        // So that there is something to go back to: a rollback past a rollback has nothing.
        if (each.scenario.command === 'rollback') await deploy()
        return await kill(scene, each, nextVersion())
      },
      async close() {
        const books = await came.stop()
        await scene.broker.stop()
        await world.close()
        return books
      },
    }
  } catch (error) {
    await traffic?.stop()
    await broker?.stop()
    await world.close()
    throw error
  }
}
