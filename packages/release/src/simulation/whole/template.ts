import { MemoryDocuments } from '@kickai/store/memory'
import { run } from '../../runner/run.ts'
import { wantedSettings } from '../../settings/wanted.ts'
import { begin, settingsOf } from './begin.ts'
import type { Scenario } from './scenario.ts'
import { startProcess } from './simulated-process.ts'
import { digests, World } from './world.ts'

/** An environment before the release that is looked at: its journal, what it runs, and the time. */
interface Template {
  readonly documents: MemoryDocuments
  readonly runs: readonly string[]
  readonly now: number
}

const uneventful: Omit<Scenario, 'kind' | 'parts' | 'proof'> = {
  policy: {
    passes: 1,
    failures: 1,
    bakeMs: 0,
    settleMs: 1_000,
    identity: 'proven',
    inconclusive: 'fail',
    releaseMs: 600_000,
  },
  behaviour: 'good',
  badPart: 0,
  badAfterMs: 0,
  users: 0,
  fates: [],
  latencyMs: 0,
  faults: [],
  lives: [],
  others: [],
  clockSteps: [],
  hooks: [],
  tellsNobody: false,
}

const templates = new Map<string, Promise<Template>>()

/** The world in which a scenario begins. What went before it is simulated once for all scenarios that begin alike. */
export async function openWorld(scenario: Scenario): Promise<World> {
  const { kind, parts, proof } = scenario
  const runs = kind === 'first' ? [] : kind === 'rollback' ? [digests.new, digests.old] : [digests.old]
  const key = `${runs.length} ${parts} ${proof === 'untold'}`
  const template = templates.get(key) ?? prepare(runs, parts, proof)
  templates.set(key, template)
  const { documents, now } = await template
  const world = new World(scenario, documents.copy(), now)
  for (const digest of runs) await deployDirectly(world, digest)
  return world
}

async function prepare(runs: readonly string[], parts: Scenario['parts'], proof: Scenario['proof']): Promise<Template> {
  const documents = new MemoryDocuments()
  const world = new World({ ...uneventful, kind: 'first', parts, proof }, documents, Date.UTC(2026, 0, 1))
  const { ports } = startProcess(world, 'earlier')
  // One key for every environment, so that the same scenario leaves the same journal.
  await ports.store.transaction(async (transaction) => transaction.set('keys', 'fingerprint', { key: 'simulated' }))
  for (const [index, digest] of runs.entries()) {
    const { release } = await begin(ports, {
      release: `rel_000${index}`,
      digest,
      parts,
      kind: 'deploy',
      policy: uneventful.policy,
      isProven: proof !== 'untold',
    })
    const { verdict } = await run(release, ports)
    if (verdict !== 'live') throw new Error(`The release before the simulated one ended as ${verdict}.`)
  }
  await world.clock.sleep(60_000)
  return { documents, runs, now: world.clock.now() }
}

/** Makes a new world's services run what its journal says, under the same ids as when the template was made. */
async function deployDirectly(world: World, digest: string): Promise<void> {
  const { ports } = startProcess(world, 'earlier')
  const { variables } = await wantedSettings(settingsOf(digest, world.scenario.proof !== 'untold'), ports)
  for (const service of world.services.values()) {
    service.settings = variables
    service.deploy(digest, undefined, { startMs: 0 })
  }
  await world.clock.sleep(1)
}
