import { next, openJournal, type Plan, type Ports, type ReleaseState, run } from '@kickai/release'
import { CommandError } from '../error/command-error.ts'
import { isRoomError } from '../error/described.ts'
import type { Progress } from '../output/progress.ts'
import { releaseSteps } from '../output/release-steps.ts'

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
  'release-unknown',
  'journal-unreadable',
])

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
    if (tellsItself.has(error.code)) throw error
    throw left(signal.aborted ? undefined : error)
  } finally {
    progress.rest()
  }
}

function said(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).replace(/\.$/, '')
}
