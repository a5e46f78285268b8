import { initial } from '../machine/state.ts'
import type { Plan } from '../plan/plan.ts'
import type { Finding } from '../ports/platform.ts'
import { inspect } from './inspect.ts'
import type { Ports } from './ports.ts'

/**
 * Everything that the preflight of this plan would find but for the artifact, which need not be there, and what the
 * services are now that a release would change by itself. Takes no lease and changes nothing.
 */
export async function diagnose(plan: Plan, ports: Ports): Promise<readonly Finding[]> {
  // Nobody is asked to approve a diagnosis.
  const asked = { ...plan, policy: { ...plan.policy, approval: false } }
  return (await inspect(initial(asked), ports, { diagnosis: true })).findings
}
