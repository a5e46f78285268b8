import { next } from '../machine/next.ts'
import type { Reason, ReleaseState } from '../machine/state.ts'
import { ReleaseError } from '../release-error.ts'
import { notify } from './notify.ts'
import { asStoreError } from './patience.ts'
import type { Ports } from './ports.ts'
import { ReleaseRecord } from './release-record.ts'

/** What a person, or the time, has decided about a release that waits. */
export type Decision =
  | { readonly kind: 'approved'; readonly by: string; readonly stale?: Reason }
  | { readonly kind: 'rejected'; readonly by: string; readonly reason: string }
  | { readonly kind: 'approval-expired' }

/**
 * Journals a decision about a release that waits for one; where that ends it, people are told. `run` carries it on
 * otherwise.
 * `not-awaiting` where it does not wait, `journal-moved` where somebody else decided in the same moment.
 */
export async function decide(
  release: string,
  decision: Decision,
  ports: Pick<Ports, 'store' | 'clock' | 'notifier'>,
  signal: AbortSignal = new AbortController().signal,
): Promise<ReleaseState> {
  const record = await ReleaseRecord.open(release, ports)
  const { state, verdict } = record.state
  if (state !== 'awaiting approval')
    throw new ReleaseError(
      'not-awaiting',
      `${release} does not wait for an approval: it ${verdict === undefined ? `is ${state}` : `ended as ${verdict}`}.`,
      `See "kickai show ${release}" for how it went.`,
    )
  await asStoreError(record.happened(decision, 'observation'))
  const effect = next(record.state)
  if (effect?.kind === 'notify' && record.state.verdict !== undefined)
    await asStoreError(notify(record, effect, ports.notifier, signal))
  return record.state
}
