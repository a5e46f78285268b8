import type { Answers } from '../machine/event.ts'
import type { ReleaseState } from '../machine/state.ts'
import type { Target } from '../ports/platform.ts'
import type { ProbeAnswer } from '../ports/probe.ts'
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
  const path = parts[part]?.configuration.healthPath ?? '/health'
  const paths = [path, ...policy.smoke.map((check) => check.path)]
  const [health, ...smoke] = await askPaths(paths, policy.checkTimeoutMs, target, ports, memory)
  if (health === undefined) return { health: { latencyMs: 0, failure: 'the service has no address' }, smoke: [] }
  if (health.status === undefined || health.deployment !== undefined) return { health, smoke }
  return { health, smoke, active: (await ports.platform.view(target)).active }
}

/** The answers in the order of the paths; none where the service has no address. */
export async function askPaths(
  paths: readonly string[],
  timeoutMs: number,
  target: Target,
  ports: Ports,
  memory: Memory,
): Promise<ProbeAnswer[]> {
  const url = memory.urls.get(target.service) ?? (await ports.platform.view(target)).url
  if (url === undefined) return []
  memory.urls.set(target.service, url)
  return await Promise.all(
    paths.map(async (path) => {
      const answer = await ports.probe.ask(url + path, { timeoutMs })
      return { ...answer, answeredAt: ports.clock.now() }
    }),
  )
}
