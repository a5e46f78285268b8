import type { Side } from '../machine/effect.ts'
import type { Plan } from '../plan/plan.ts'

const prefix = 'kickai '

/** What an upload is labelled with, and found again by. */
export function uploadMessage(plan: Plan, part: number, side: Side): string {
  const name = plan.parts[part]?.service ?? String(part)
  return `${prefix}${plan.release} ${name} ${side}`
}

/** Whether a deployment says of itself that a release of this tool uploaded it. */
export function isOurMessage(message: string | undefined): boolean {
  return message?.startsWith(prefix) === true
}
