import { next, openJournal, type Plan, type Ports, type ReleaseState, run } from '@kickai/release'
import { CommandError } from '../error/command-error.ts'
import { isRoomError } from '../error/described.ts'
import type { Progress } from '../output/progress.ts'
import { releaseSteps } from '../output/release-steps.ts'
import { putLateRight } from './late.ts'

export interface CarryOut {
  readonly ports: Ports
  readonly progress: Progress
  readonly signal: AbortSignal
  /** Called after every event besides the progress that is shown. */
  readonly onProgress?: (state: ReleaseState) => void
}

/** Errors after which there is nothing to carry on from here, or somebody else does. */
const tellsItself: ReadonlySet<string> = new Set([
  'lease-held',
  'lease-lost',
  'journal-moved',
  'journal-lost',
  'journal-newer',
  'release-unknown',
  'journal-unreadable',
])

/** Somebody else has carried the release on; what was sent before that was known may still have acted. */
const overtaken: ReadonlySet<string> = new Set(['lease-lost', 'journal-moved'])

/** Opens a release's record and carries the release out to its end. */
export async function beginRelease(plan: Plan, how: CarryOut): Promise<ReleaseState> {
  await openJournal(how.ports.store).begin(plan)
  return await carryOn(plan.release, how)
}

/**
 * Carries a release on from where its journal stands, to its end or to where it waits for a person. One that is left before its end, by a signal or by an
 * error, is `interrupted` and can be resumed. Whatever is no error of our rooms is a fault and thrown as it is.
 */
export async function carryOn(release: string, how: CarryOut): Promise<ReleaseState> {
  const { ports, progress, signal } = how
  const show = releaseSteps(progress)
  const left = (cause?: unknown) =>
    new CommandError(
      'interrupted',
      `${release} was left before its end${cause === undefined ? '' : ` (${said(cause)})`}.`,
      {
        wayOut: `Carry it on with "kickai resume ${release}".`,
        cause,
      },
    )
  try {
    // Before anything is changed: later there may be no room for what the journal cannot take.
    await reserve(ports)
    const state = await run(release, ports, {
      signal,
      onProgress(after, event) {
        show(after, event)
        how.onProgress?.(after)
      },
    })
    if (next(state) === undefined) return state
    if (state.verdict === undefined) throw left()
    progress.line(`${release} ended as ${state.verdict}; what comes after it was left: "kickai resume ${release}".`)
    return state
  } catch (error) {
    if (error instanceof CommandError) throw error
    if (!isRoomError(error)) {
      // A fault of ours is shown as one; that the release is left open is to be known besides.
      progress.line(`${release} was left before its end; "kickai resume ${release}" carries it on.`)
      throw error
    }
    if (overtaken.has(error.code)) await lookAfter(release, how)
    if (tellsItself.has(error.code)) throw error
    throw left(signal.aborted ? undefined : error)
  } finally {
    progress.rest()
  }
}

async function reserve({ spool }: Ports): Promise<void> {
  try {
    await spool?.reserve()
  } catch (error) {
    throw new CommandError('workspace-unwritable', `${spool?.place} cannot be written.`, { cause: error })
  }
}

/** What a release did too late is put right at once where that can be done; if not, the next command sees to it. */
async function lookAfter(release: string, { ports, progress, signal }: CarryOut): Promise<void> {
  try {
    const [spooled] = ((await ports.spool?.all()) ?? []).filter((each) => each.release === release)
    if (spooled !== undefined) await putLateRight(spooled.environment, ports, { progress, signal })
  } catch (error) {
    progress.line(`What came too late is not put right yet: ${said(error)}. "kickai resume ${release}" tries again.`)
  }
}

function said(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).replace(/\.$/, '')
}
