import type { Notice } from '../ports/notifier.ts'

/** A notice in a few lines of plain text, the first of which says all that matters. */
export function wordsOf(notice: Notice): string {
  const { about, urgency, environment, artifact, sentence, release, kind, from, approval, override, remarks } = notice
  const what = artifact.commit?.slice(0, 7) ?? artifact.digest.replace(/^(sha256:[0-9a-f]{12}).*$/, '$1')
  const alert = urgency === 'high' ? 'ALERT: ' : ''
  return [
    `${alert}${environment}: ${what} ${about === 'live' ? 'is live' : about}`,
    ...(about === 'live' ? [] : [sentence]),
    `${kind}${from === undefined ? '' : ` from ${from}`}, ${release}`,
    ...(approval ? [`Approved by ${approval.by}.`] : []),
    ...(override ? [`${override.by} overrode ${override.rules.join(', ') || 'no rule'}: ${override.reason}`] : []),
    ...remarks,
  ].join('\n')
}
