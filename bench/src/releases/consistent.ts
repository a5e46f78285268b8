import type { Verdict } from '@kickai/release'

/** What there is once everything has come to rest, as the platform and the service itself tell it. */
export type Left = {
  /** Deployments that the platform says are active. */
  active: readonly string[]
  /** Which deployment each process of the service belongs to. */
  processes: readonly { pid: number; deployment: string }[]
  /** Processes of other deployments that the platform does not know of, as the operating system tells it. */
  strays: readonly { pid: number; deployment: string }[]
  /** What the service says of itself to a user. */
  answer: { status: number; deployment?: string; digest?: string }
  /** The value of the setting that tells releases apart. */
  setting: string | undefined
  /** Deployments made since the command was started; newest first. */
  made: readonly { id: string; message?: string }[]
}

/** A release as its journal tells it, and the two that it may have come to. */
export type Told = {
  /** Absent: it died before anything was written down. */
  release?: {
    id: string
    verdict: Verdict | undefined
    /** Nothing is left to be done for it. */
    closed: boolean
    deployment: string | undefined
    restored: string | undefined
    digest: string
    reason?: string | undefined
  }
  /** Absent: nothing served before. */
  old?: { deployment: string; digest: string; setting: string } | undefined
  newSetting: string
}

/** To live or to what was before, and never to a third thing. */
export const wholeEnds: ReadonlySet<Verdict | undefined> = new Set(['live', 'failed', 'rolled back'])

/**
 * What is wrong after a release, each a sentence; none: exactly one of old and new serves, the one that the journal says,
 * with its own settings, in one deployment whose processes are all there are, and nothing was deployed twice. `ends` are
 * the verdicts it may have come to. Pure.
 */
export function inconsistencies(told: Told, left: Left, ends = wholeEnds): string[] {
  const { release, old } = told
  const found: string[] = []
  if (release !== undefined && !ends.has(release.verdict))
    found.push(`the journal's verdict is ${release.verdict ?? 'none'}${release.reason ? ` (${release.reason})` : ''}`)
  if (release?.closed === false) found.push('the journal says that something is left to be done')

  const { made } = left
  const mostMade = (release?.deployment === undefined ? 0 : 1) + (release?.restored === undefined ? 0 : 1)
  if (made.length > mostMade) {
    const list = made.map(({ id, message = 'no message' }) => `${id} (${message})`).join(', ')
    found.push(`${made.length} deployments were made instead of ${mostMade}: ${list}`)
  }
  const wanted =
    release?.verdict === 'live'
      ? { deployment: release.deployment, digest: release.digest, setting: told.newSetting }
      : old && { ...old, deployment: release?.restored ?? old.deployment }
  return [...found, ...(wanted === undefined ? leftovers(left) : differences(wanted, left))]
}

type Wanted = { deployment: string | undefined; digest: string; setting: string }

/** How what serves differs from what is to serve. */
function differences(wanted: Wanted, { answer, active, processes, setting }: Left): string[] {
  const found: string[] = []
  if (answer.status !== 200) found.push(`the service answers ${answer.status}`)
  if (answer.digest !== wanted.digest) found.push(`${answer.digest} serves instead of ${wanted.digest}`)
  if (answer.deployment !== wanted.deployment)
    found.push(`deployment ${answer.deployment} serves instead of ${wanted.deployment}`)
  if (setting !== wanted.setting) found.push(`the settings are those of ${setting}, not of ${wanted.setting}`)
  if (active.length !== 1 || active[0] !== wanted.deployment)
    found.push(`active is ${active.join(', ') || 'nothing'}, not ${wanted.deployment} alone`)
  if (processes.length === 0) found.push('no process runs')
  return found
}

/** What is there although nothing is to be. */
function leftovers({ answer, active, processes, setting }: Left): string[] {
  const found: string[] = []
  if (answer.status === 200) found.push(`deployment ${answer.deployment} serves, where nothing is to`)
  if (active.length > 0) found.push(`active is ${active.join(', ')}, where nothing is to be`)
  if (processes.length > 0) found.push(`${processes.length} processes run, where none is to`)
  if (setting !== undefined) found.push(`the settings are those of ${setting}, where there were none`)
  return found
}

/** Whether an upload's label says that it is what the release brings, and not what it goes back to. Pure. */
export function isLabelOfNew(label: string | undefined): boolean {
  return label?.split(' ')[3] === 'new'
}

/** How many processes belong to no deployment that is to serve, or are one too many of it. Pure. */
export function orphansOf({ active, processes, strays }: Pick<Left, 'active' | 'processes' | 'strays'>): number {
  const own = processes.filter(({ deployment }) => active.includes(deployment)).length
  return processes.length - Math.min(own, 1) + strays.length
}
