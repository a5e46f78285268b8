import { openFingerprints } from '../journal/fingerprint.ts'
import { lastChangedFirst, openJournal, replay } from '../journal/journal.ts'
import type { ReleaseState } from '../machine/state.ts'
import { Changes } from './changes.ts'
import { emptyMemory } from './memory.ts'
import { asStoreError } from './patience.ts'
import type { Ports } from './ports.ts'
import { ReleaseRecord } from './release-record.ts'
import { putStraysRight } from './strays.ts'
import { held, Tenure } from './tenure.ts'

const lookEveryMs = 500
const patienceMs = 120_000

/**
 * Puts right what the releases `late` did in an environment after its lease had been lost, as the newest release there ended. Waits for
 * the lease for two minutes, then `lease-held`. Where a release is still to be carried on, nothing is done: whoever
 * carries it on sees to it. Gives a sentence for each thing that was put right, or undefined where nothing could be looked at.
 */
export async function putRight(
  environment: string,
  late: readonly string[],
  ports: Ports,
  signal: AbortSignal,
): Promise<string[] | undefined> {
  const newest = await newestOf(environment, ports)
  if (newest?.verdict === undefined) return undefined
  const record = await ReleaseRecord.open(newest.plan.release, ports)
  const tenure = new Tenure(record, ports, signal)
  const until = ports.clock.monotonic() + patienceMs
  for (let refused = await tenure.take(); refused !== undefined; refused = await tenure.take()) {
    if (ports.clock.monotonic() > until || signal.aborted) throw held(refused)
    await ports.clock.sleep(lookEveryMs, signal)
  }
  try {
    // Somebody may have released meanwhile: then that is what is right, and whoever did it saw to it.
    if ((await newestOf(environment, ports))?.plan.release !== newest.plan.release) return []
    await record.reload()
    const fingerprints = await openFingerprints(ports.store)
    const changes = new Changes(record, ports, tenure, { fingerprints, memory: emptyMemory() }, signal)
    const releases = [...late, record.state.plan.release]
    return await asStoreError(putStraysRight({ record, ports, changes, fingerprints, releases, signal }))
  } finally {
    await tenure.giveBack()
  }
}

/** The newest release that was not blocked. */
async function newestOf(environment: string, ports: Ports): Promise<ReleaseState | undefined> {
  const journal = openJournal(ports.store)
  for (const head of lastChangedFirst(await journal.heads(environment))) {
    const state = replay(await journal.entries(head.release))
    if (state.verdict !== 'blocked') return state
  }
  return undefined
}
