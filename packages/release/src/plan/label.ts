import type { Side } from '../machine/effect.ts'
import type { Plan } from './plan.ts'

const prefix = 'kickai '

/**
 * What an upload is labelled with: the release and the side by which it is found again, then which release's artifact it
 * is and that one's digest, so that also a machine without this journal can tell what runs.
 */
export function uploadMessage(plan: Plan, part: number, side: Side): string {
  const planned = plan.parts[part]
  const name = planned?.service ?? String(part)
  const { release, digest } =
    side === 'new' || planned?.before === undefined
      ? { release: plan.release, digest: plan.artifact.digest }
      : planned.before
  return `${prefix}${plan.release} ${name} ${side} ${release} ${digest}`
}

/** Whether a deployment bears the label of an upload. Earlier versions wrote the first half of it. */
export function bearsMessage(message: string | undefined, label: string): boolean {
  return message !== undefined && (message === label || label.split(' ').slice(0, 4).join(' ') === message)
}

/** Whether a deployment's message says that this release uploaded it. */
export function isMessageOf(release: string, message: string | undefined): boolean {
  return message?.startsWith(`${prefix}${release} `) === true
}

/** What an upload's label says: whose artifact runs there, and its digest, which earlier versions did not write. */
export interface Label {
  readonly service: string
  readonly release: string
  readonly digest?: string
}

/** Reads a label; undefined where a message is none, or does not say whose artifact it is. */
export function readLabel(message: string | undefined): Label | undefined {
  const found = /^kickai (rel_\w+) (\S+) (new|old)(?: (rel_\w+) (sha256:[0-9a-f]{64}))?$/.exec(message ?? '')
  if (found === null) return undefined
  const [, sender = '', service = '', side, release = side === 'new' ? sender : undefined, digest] = found
  return release === undefined ? undefined : { service, release, ...(digest !== undefined && { digest }) }
}
