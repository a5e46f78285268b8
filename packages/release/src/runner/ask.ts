import type { Answers } from '../machine/event.ts'
import type { ReleaseState } from '../machine/state.ts'
import type { Target } from '../ports/platform.ts'
import type { Memory } from './memory.ts'
import type { Ports } from './ports.ts'

/**
 * Asks a service as its users reach it: its health check, and the smoke checks of the policy, all at once. One that does
 * not say who it is has the platform asked for it.
 */
export async function ask(
  state: ReleaseState,
  part: number,
  target: Target,
  ports: Ports,
  memory: Memory,
): Promise<Answers> {
  const { policy, parts } = state.plan
  const url = memory.urls.get(target.service) ?? (await ports.platform.view(target)).url
  if (url === undefined) return { health: { latencyMs: 0, failure: 'the service has no address' }, smoke: [] }
  memory.urls.set(target.service, url)
  const path = parts[part]?.configuration.healthPath ?? '/health'
  const limit = { timeoutMs: policy.checkTimeoutMs }
  const paths = [path, ...policy.smoke.map((check) => check.path)]
  const [health, ...smoke] = await Promise.all(paths.map((each) => ports.probe.ask(url + each, limit)))
  if (health === undefined) return { health: { latencyMs: 0, failure: 'not asked' }, smoke }
  if (health.status === undefined || health.deployment !== undefined) return { health, smoke }
  return { health, smoke, active: (await ports.platform.view(target)).active }
}
