import type { Effect } from '../machine/effect.ts'
import { noticeOf } from '../machine/notice.ts'
import type { Notifier } from '../ports/notifier.ts'
import { sentenceOf } from './failed.ts'
import type { ReleaseRecord } from './release-record.ts'

/** Tells people how a release stands. Not being able to changes no verdict; who could not be told is recorded. */
export async function notify(
  record: ReleaseRecord,
  { about }: Effect & { kind: 'notify' },
  notifier: Notifier,
  signal: AbortSignal,
): Promise<void> {
  const undelivered = await notifier
    .notify(noticeOf(record.state), signal)
    .catch((error: unknown) => [{ to: 'everybody', sentence: sentenceOf(error) }])
  // Telling them was broken off because we were asked to stop; whoever resumes tells them.
  if (signal.aborted && undelivered.length > 0) return
  const notified = { ...(about && { about }), ...(undelivered.length > 0 && { undelivered }) }
  await record.happened({ kind: 'notified', ...notified }, 'result')
}
