import type { Reason, ReleaseState } from '../machine/state.ts'
import { ReleaseError } from '../release-error.ts'
import type { Ports } from './ports.ts'
import { ReleaseRecord } from './release-record.ts'

/** What a person, or the time, has decided about a release that waits. */
export type Decision =
  | { readonly kind: 'approved'; readonly by: string; readonly stale?: Reason }
  | { readonly kind: 'rejected'; readonly by: string; readonly reason: string }
  | { readonly kind: 'approval-expired' }

/**
 * Journals a decision about a release that waits for one, and nothing else; `run` carries the release on from there.
 * `not-awaiting` where it does not wait, `journal-moved` where somebody else decided in the same moment.
 */
export async function decide(release: string, decision: Decision, ports: Ports): Promise<ReleaseState> {
  const record = await ReleaseRecord.open(release, ports)
  const { state, verdict } = record.state
  if (state !== 'awaiting approval')
    throw new ReleaseError(
      'not-awaiting',
      `${release} does not wait for an approval: it ${verdict === undefined ? `is ${state}` : `ended as ${verdict}`}.`,
      `See "kickai show ${release}" for how it went.`,
    )
  await record.happened(decision, 'observation')
  return record.state
}
