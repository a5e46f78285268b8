import type { Store } from '@kickai/store'
import type { Logger } from '../logging.ts'
import type { BotCollections } from './collections.ts'
import type { BotProfile, ServiceIdentity } from './command.ts'
import { commands } from './commands/all.ts'
import type { Connection } from './connection.ts'
import { type Lease, takeLease } from './lease.ts'
import { createBackoff, pause } from './pause.ts'
import { beginTerm, type Term } from './term.ts'
import type { UpdateRecord } from './update-record.ts'

export interface BotServiceOptions {
  readonly store: Store
  readonly collections: BotCollections
  readonly connection: Connection
  readonly service: ServiceIdentity
  readonly adminIds: readonly number[]
  readonly log: Logger
  /** A name that no other process has. */
  readonly holder: string
  readonly limits: BotLimits
  /** Gets the times of Telegram's answers. */
  readonly updates: UpdateRecord
  /** Told whenever this process begins to wait for its turn or to act. */
  readonly phaseChanged: (phase: 'standby' | 'ready') => void
}

/** All in milliseconds. A sending takes less than the lease's time limit; the lease is renewed several times in it. */
export interface BotLimits {
  readonly lease: number
  readonly renewEvery: number
  /** How often a process that waits for its turn looks whether it has come. */
  readonly lookEvery: number
  readonly send: number
  readonly flush: number
}

export const usualLimits: BotLimits = { lease: 6000, renewEvery: 1500, lookEvery: 200, send: 4000, flush: 1000 }

/** The bot at work: in turns with the other processes on the same store. */
export interface BotService {
  /** Ends its turn in order and gives the lease back; where it waits for its turn, ends the waiting. */
  stop(): Promise<void>
}

/** Begins to wait for the lease, and acts while it has it. */
export function startBotService(options: BotServiceOptions): BotService {
  const stopping = new AbortController()
  const ended = run(options, stopping.signal)
  return {
    async stop() {
      stopping.abort()
      await ended
    },
  }
}

async function run(options: BotServiceOptions, stopping: AbortSignal): Promise<void> {
  const { log } = options
  const stopped = new Promise<void>((resolve) => stopping.addEventListener('abort', () => resolve()))
  while (!stopping.aborted) {
    options.phaseChanged('standby')
    const lease = await waitForLease(options, stopping)
    if (lease === undefined) return
    try {
      options.phaseChanged('ready')
      log.info({ token: lease.token }, 'lease taken')
      const bot = await askProfile(options, lease, stopping)
      if (bot === undefined) continue
      const term = await beginTerm({ ...options, ...limitsOfTerm(options.limits), lease, bot })
      void offerCommands(options)
      await Promise.race([term.lost, stopped])
      await endTerm(term, log)
    } catch (error) {
      log.error({ err: error }, 'term failed')
      await pause(options.limits.renewEvery, stopping)
    } finally {
      await release(lease, log)
    }
  }
}

function limitsOfTerm({ send, renewEvery, flush }: BotLimits) {
  return { sendLimitMilliseconds: send, renewEveryMilliseconds: renewEvery, flushMilliseconds: flush }
}

async function waitForLease(options: BotServiceOptions, stopping: AbortSignal): Promise<Lease | undefined> {
  const { store, collections, holder, limits, log } = options
  while (!stopping.aborted) {
    try {
      const lease = await takeLease({
        store,
        collection: collections.leases,
        holder,
        limitMilliseconds: limits.lease,
      })
      if (lease !== undefined) return lease
    } catch (error) {
      log.warn({ err: error }, 'lease not readable')
    }
    await pause(limits.lookEvery, stopping)
  }
  return undefined
}

/** Who the bot is must be known before its work; until Telegram tells, the lease is kept. */
async function askProfile(
  { connection, limits, log }: BotServiceOptions,
  lease: Lease,
  stopping: AbortSignal,
): Promise<BotProfile | undefined> {
  const backoff = createBackoff(250, limits.renewEvery)
  while (!stopping.aborted) {
    try {
      return await connection.profile(stopping)
    } catch (error) {
      if (stopping.aborted) return undefined
      log.warn({ err: error }, 'Telegram does not tell who this bot is')
    }
    await pause(backoff.milliseconds(), stopping)
    await lease.renew()
  }
  return undefined
}

/** Once for each set of commands, and not for each start, because Telegram limits how often. */
async function offerCommands({ connection, store, collections, log }: BotServiceOptions): Promise<void> {
  const offered = commands.map(({ word, summary }) => ({ command: word, description: summary }))
  const written = JSON.stringify(offered)
  try {
    if ((await store.get(collections.notes, 'commands'))?.offered === written) return
    await connection.offerCommands(offered)
    await store.transaction(async (transaction) => transaction.set(collections.notes, 'commands', { offered: written }))
  } catch (error) {
    log.warn({ err: error }, 'commands not offered')
  }
}

async function endTerm(term: Term, log: Logger): Promise<void> {
  const begun = performance.now()
  await term.stop()
  log.info({ milliseconds: Math.round(performance.now() - begun) }, 'term ended')
}

async function release(lease: Lease, log: Logger): Promise<void> {
  try {
    await lease.release()
  } catch (error) {
    log.warn({ err: error }, 'lease not given back; it runs out by itself')
  }
}
