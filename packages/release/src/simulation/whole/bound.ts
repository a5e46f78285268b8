import { policy } from './begin.ts'
import type { Scenario } from './scenario.ts'
import { leaseTimes } from './simulated-process.ts'

/** How long one run may take at most: each state its limit, what waits for the platform and for a lease, and a pause. Milliseconds. */
export function boundMs({ parts, policy: { bakeMs, settleMs }, faults, lives, overlap }: Scenario): number {
  const { deployMs, verifyMs, prolongMs, rollbackMs, overlapMarginMs = 0 } = policy
  const graceMs = (overlap?.seconds ?? 0) * 1000 + overlapMarginMs
  const leaseMs = 2 * (leaseTimes.limitMs + leaseTimes.requestMs)
  const measureMs = parts.length * 20_000
  const forward = parts.length * (2 * deployMs + 2 * (verifyMs + graceMs)) + bakeMs + prolongMs + graceMs
  const lost = 2 * (parts.length + 1) * settleMs
  const troubled = faults.reduce((sum, { times, ms }) => sum + times * (ms + 5_000), 0)
  const paused = lives.reduce((sum, { mishap }) => sum + (mishap?.pauseMs ?? 0), 0)
  return leaseMs + measureMs + forward + parts.length * (rollbackMs + graceMs) + lost + troubled + paused + 30_000
}
