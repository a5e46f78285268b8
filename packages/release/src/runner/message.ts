import type { Side } from '../machine/effect.ts'
import type { Plan } from '../plan/plan.ts'

const prefix = 'kickai '

/** What an upload is labelled with, and found again by. */
export function uploadMessage(plan: Plan, part: number, side: Side): string {
  const name = plan.parts[part]?.service ?? String(part)
  return `${prefix}${plan.release} ${name} ${side}`
}

/** Whether a deployment's message says that this release uploaded it. */
export function isMessageOf(release: string, message: string | undefined): boolean {
  return message?.startsWith(`${prefix}${release} `) === true
}
