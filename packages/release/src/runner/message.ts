import type { Side } from '../machine/effect.ts'
import type { Plan } from '../plan/plan.ts'

/** What an upload is labelled with, and found again by. */
export function uploadMessage(plan: Plan, part: number, side: Side): string {
  const name = plan.parts[part]?.service ?? String(part)
  return `kickai ${plan.release} ${name} ${side}`
}
