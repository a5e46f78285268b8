import type { Notice } from '../ports/notifier.ts'
import { approvalUntil } from './approval.ts'
import { sentenceOf } from './hooks.ts'
import { noticedIn, remarksOf } from './remarks.ts'
import type { ReleaseState } from './state.ts'

/** What people are told of a release: how it ended, or that it waits for one of them. Holds no secret. */
export function noticeOf(state: ReleaseState): Notice {
  const { plan, reason, approval } = state
  const { environment, release, kind, artifact, from, promotion } = plan
  const about = state.verdict ?? (state.state === 'awaiting approval' ? state.state : 'unknown')
  const until = approvalUntil(state)
  const { override } = promotion ?? {}
  return {
    about,
    urgency: about === 'rollback failed' || about === 'unknown' ? 'high' : 'normal',
    environment,
    release,
    kind,
    sentence: reason?.sentence ?? (until === undefined ? `${environment} runs ${artifact.digest}.` : waiting(state)),
    ...(reason && { reason: { code: reason.code, sentence: reason.sentence } }),
    artifact,
    ...(from !== undefined && { from }),
    ...(until !== undefined && { until }),
    ...(approval && { approval }),
    ...(override && { override }),
    remarks: [
      // Of one before the release the sentence tells already.
      ...state.hooks
        .filter(({ time, outcome }) => outcome !== 'done' && time !== 'before')
        .map((run) => sentenceOf(state, run)),
      ...(about === 'live' ? remarksOf(state) : noticedIn(state)).map(({ sentence, wayOut }) =>
        wayOut === undefined ? sentence : `${sentence} ${wayOut}`,
      ),
    ],
  }
}

function waiting({ plan }: ReleaseState): string {
  return `${plan.artifact.digest} waits for a person. Approve it with "kickai approve ${plan.release}".`
}
