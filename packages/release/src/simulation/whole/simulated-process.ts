import type { Store, Transaction } from '@kickai/store'
import { openMemoryStore } from '@kickai/store/memory'
import type { LeaseTimes } from '../../lease/times.ts'
import type { Hook } from '../../plan/hook.ts'
import type { Clock } from '../../ports/clock.ts'
import type { HookEnd } from '../../ports/hooks.ts'
import type { Undelivered } from '../../ports/notifier.ts'
import type { Spool } from '../../ports/spool.ts'
import type { Ports } from '../../runner/ports.ts'
import { SimulatedAdapter } from './adapter.ts'
import type { Life } from './scenario.ts'
import { Wire } from './wire.ts'
import type { World } from './world.ts'

export const leaseTimes: LeaseTimes = { limitMs: 15_000, renewMs: 5_000, requestMs: 5_000 }

/** A process that releases: its ports, whose calls all go over its own wire. */
export interface SimulatedProcess {
  readonly ports: Ports
  readonly wire: Wire
}

/** Starts a process. `holder` is its name, by which the world knows who holds the lease. */
export function startProcess(world: World, holder: string, mishap?: Life['mishap']): SimulatedProcess {
  const wire = new Wire(world, mishap)
  const adapter = new SimulatedAdapter(world, wire, holder)
  const ports: Ports = {
    platform: adapter,
    probe: adapter,
    artifacts: { put: async () => undefined, get: async (digest) => encoder.encode(digest) },
    secrets: { resolve: async (reference) => secretValue(reference) },
    notifier: { notify: () => wire.call(() => notify(world)) },
    hooks: { run: (hook) => wire.call(() => runHook(world, hook)) },
    clock: clockOf(world, wire),
    store: storeOf(world, wire),
    spool: spoolOf(world, wire, holder),
    leaseTimes,
    holder,
  }
  return { ports, wire }
}

/** What every reference to a secret stands for. */
function secretValue(reference: string): string {
  return `value of ${reference}`
}

const encoder = new TextEncoder()

async function notify({ scenario }: World): Promise<readonly Undelivered[]> {
  return scenario.tellsNobody ? [{ to: 'everybody', sentence: 'Nobody could be told.' }] : []
}

/** Ends as the scenario says; hooks are planned with its own words for commands. */
async function runHook({ clock, scenario, troubles }: World, { command }: Hook): Promise<HookEnd> {
  const { outcome = 'done', ms = 0 } = scenario.hooks.find(({ time }) => time === command) ?? {}
  await clock.sleep(ms)
  if (outcome !== 'done') troubles.add(`hook ${outcome}`)
  return { outcome, how: `as the scenario says: ${outcome}` }
}

/** On the machine's own disk, which works. */
function spoolOf({ spool, spooled, lastSpooled }: World, wire: Wire, holder: string): Spool {
  return {
    place: spool.place,
    reserve: () => wire.call(() => spool.reserve()),
    keep: (id, from, entry) =>
      wire.call(async () => {
        spooled.push(entry)
        lastSpooled.set(holder, entry)
        await spool.keep(id, from, entry)
      }),
    all: () => wire.call(() => spool.all()),
    drop: (id) => wire.call(() => spool.drop(id)),
  }
}

/** The process's own clock: its wall time may be off, how long something took never is. */
function clockOf(world: World, wire: Wire): Clock {
  const { clock } = world
  return {
    now: () => clock.now() + world.clockErrorMs(),
    monotonic: () => clock.monotonic(),
    async sleep(ms, signal) {
      await clock.sleep(ms, signal)
      if (!wire.isWell) await wire.awake()
    },
  }
}

/** The store as the process reaches it; its own clock is right, and leases go by that. */
function storeOf(world: World, wire: Wire): Store {
  const { clock, documents } = world
  const store = openMemoryStore({ documents, clock: () => clock.now(), wait: async () => undefined })

  async function transaction<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
    const fault = world.fault('transaction')
    if (fault?.trouble === 'slow') await clock.sleep(fault.ms)
    if (fault?.trouble === 'refused') throw trouble('store-unreachable', 'The store can not be reached.')
    const result = await store.transaction(work)
    if (fault?.trouble === 'lost') throw trouble('store-outcome-unknown', 'The answer to the commit was lost.')
    return result
  }

  async function read<Result>(reading: () => Promise<Result>): Promise<Result> {
    const fault = world.fault('read')
    if (fault?.trouble === 'slow') await clock.sleep(fault.ms)
    else if (fault !== undefined) throw trouble('store-unreachable', 'The store can not be reached.')
    return await reading()
  }

  return {
    get: (collection, id) => wire.call(() => read(() => store.get(collection, id))),
    list: (collection, query) => wire.call(() => read(() => store.list(collection, query))),
    transaction: (work) => wire.call(() => transaction(work)),
    now: () => wire.call(() => store.now()),
    close: async () => undefined,
  }
}

function trouble(code: string, sentence: string): Error {
  return Object.assign(new Error(sentence), { code })
}
