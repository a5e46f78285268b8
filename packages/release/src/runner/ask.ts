import { type Attestation, attestationOf, countExecutions } from '../gates/attestation.ts'
import type { Answers } from '../machine/event.ts'
import { configurationOf, demandOf, expected, sideOf } from '../machine/part.ts'
import type { ReleaseState } from '../machine/state.ts'
import { kindOf, type ServiceKind, type Target } from '../ports/platform.ts'
import type { ProbeAnswer } from '../ports/probe.ts'
import type { Memory } from './memory.ts'
import type { Ports } from './ports.ts'

/**
 * Looks at a service by its kind. One that answers requests is asked as its users reach it: its health check and its smoke
 * checks, all at once; if it does not say who it is, the platform is asked for that. Of the others the platform's record
 * is read.
 */
export async function ask(
  state: ReleaseState,
  part: number,
  target: Target,
  ports: Ports,
  memory: Memory,
): Promise<Answers> {
  const side = sideOf(state)
  const configuration = configurationOf(state, part, side)
  const kind = kindOf(configuration)
  if (kind !== 'web') {
    const { deployment } = expected(state, part, side)
    return { smoke: [], record: await attest(kind, target, deployment, ports) }
  }
  const { smoke: checks } = demandOf(state, part, side)
  const paths = [configuration.healthPath ?? '/health', ...checks.map((check) => check.path)]
  const [health, ...smoke] = await askPaths(paths, state.plan.policy.checkTimeoutMs, target, ports, memory)
  if (health === undefined) return { health: { latencyMs: 0, failure: 'the service has no address' }, smoke: [] }
  if (health.status === undefined || health.deployment !== undefined) return { health, smoke }
  return { health, smoke, active: (await ports.platform.view(target)).active }
}

/** Throws where the platform can not be asked what runs; that the runs of a schedule can not be read leaves them out. */
async function attest(kind: ServiceKind, target: Target, deployment: string, ports: Ports): Promise<Attestation> {
  const [view, executions] = await Promise.all([
    ports.platform.view(target),
    kind === 'cron' ? ports.platform.executions(target, deployment).catch(() => undefined) : undefined,
  ])
  return {
    ...attestationOf(kind, view, deployment),
    ...(executions && { executions: countExecutions(executions) }),
  }
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
