import type { Side } from '../machine/effect.ts'
import type { Answers } from '../machine/event.ts'
import { expected, partOf } from '../machine/part.ts'
import type { ReleaseState } from '../machine/state.ts'
import type { Target } from '../ports/platform.ts'
import type { ProbeAnswer } from '../ports/probe.ts'
import { type SettingsProof, wantedSettings } from '../settings/wanted.ts'
import { foreignField } from './foreign.ts'
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
  const side = state.state === 'rolling back' ? 'old' : 'new'
  const proof = await proofOf(state, part, side, ports, memory)
  const path = parts[part]?.configuration.healthPath ?? '/health'
  const paths = [path, ...policy.smoke.map((check) => check.path)]
  const [answer, ...smoke] = await askPaths(paths, policy.checkTimeoutMs, target, ports, memory, proof?.token)
  if (answer === undefined) return { health: { latencyMs: 0, failure: 'the service has no address' }, smoke: [] }
  const { settings, ...health } = answer
  const answers: Answers = {
    health,
    smoke,
    settings:
      settings === undefined || proof === undefined ? 'none' : settings === proof.fingerprint ? 'same' : 'other',
  }
  if (health.status === undefined) return answers
  const { standing } = partOf(state, part)
  const wanted = expected(state, part, side).deployment
  if (health.deployment === wanted) return answers
  // Somebody who was there before may go on answering for a while; of anybody else the platform is asked.
  if (health.deployment !== undefined && (standing?.deployments.includes(health.deployment) ?? true)) return answers
  const view = await ports.platform.view(target)
  const found = { ...answers, ...foreignField(view, partOf(state, part)) }
  return health.deployment === undefined ? { ...found, active: view.active } : found
}

/** How the service proves its settings; undefined where it can't. Secrets that have no value any more prove nothing. */
async function proofOf(
  state: ReleaseState,
  part: number,
  side: Side,
  ports: Ports,
  { proofs }: Memory,
): Promise<SettingsProof | undefined> {
  const plan = state.plan.parts[part]
  const settings = (side === 'new' ? plan : plan?.before)?.settings ?? []
  const key = `${part} ${side}`
  if (proofs.has(key)) return proofs.get(key)
  const wanted = await wantedSettings(settings, ports).catch(() => undefined)
  if (wanted !== undefined) proofs.set(key, wanted.proof)
  return wanted?.proof
}

/**
 * The answers in the order of the paths; none where the service has no address. Only the first path, which is the health
 * check's, is shown the probe token.
 */
export async function askPaths(
  paths: readonly string[],
  timeoutMs: number,
  target: Target,
  ports: Ports,
  memory: Memory,
  token?: string,
): Promise<ProbeAnswer[]> {
  const url = memory.urls.get(target.service) ?? (await ports.platform.view(target)).url
  if (url === undefined) return []
  memory.urls.set(target.service, url)
  return await Promise.all(
    paths.map(async (path, index) => {
      const shown = index === 0 && token !== undefined ? { token } : {}
      const answer = await ports.probe.ask(url + path, { timeoutMs, ...shown })
      return { ...answer, answeredAt: ports.clock.now() }
    }),
  )
}
