import { attestationOf, countExecutions, imageDigestOf } from '../gates/attestation.ts'
import type { Side } from '../machine/effect.ts'
import type { Answers } from '../machine/event.ts'
import { configurationOf, demandOf, expected, partOf, sideOf } from '../machine/part.ts'
import type { ReleaseState } from '../machine/state.ts'
import { kindOf, type ServiceKind, type Target } from '../ports/platform.ts'
import type { ProbeAnswer } from '../ports/probe.ts'
import { type SettingsProof, wantedSettings } from '../settings/wanted.ts'
import { foreignField } from './foreign.ts'
import type { Memory } from './memory.ts'
import type { Ports } from './ports.ts'
import { settingsBefore } from './settings-before.ts'

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
    return { smoke: [], ...(await attest(kind, target, deployment, state, part, ports)) }
  }
  const { smoke: checks } = demandOf(state, part, side)
  const paths = [configuration.healthPath ?? '/health', ...checks.map((check) => check.path)]
  const proof = await proofOf(state, part, side, ports, memory)
  const { checkTimeoutMs } = state.plan.policy
  const [answer, ...smoke] = await askPaths(paths, checkTimeoutMs, target, ports, memory, proof?.token)
  if (answer === undefined) return { health: { latencyMs: 0, failure: 'the service has no address' }, smoke: [] }
  const { settings, ...told } = answer
  const health = configuration.image === undefined ? told : await asRecorded(told, state, part, target, ports, memory)
  const answers: Answers = {
    health,
    smoke,
    settings:
      settings === undefined || proof === undefined ? 'none' : settings === proof.fingerprint ? 'same' : 'other',
  }
  if (health.status === undefined || health.deployment === expected(state, part, side).deployment) return answers
  const seen = partOf(state, part)
  // Somebody who was there before may go on answering for a while; of anybody else the platform is asked.
  if (health.deployment !== undefined && (seen.standing?.deployments.includes(health.deployment) ?? true))
    return answers
  // What the service answered is so, whether or not the platform can be asked who that was.
  const view = await ports.platform.view(target).catch(() => undefined)
  if (view === undefined) return answers
  const found = { ...answers, ...foreignField(view, seen, beforeOf(state, part)) }
  return health.deployment === undefined ? { ...found, active: view.active } : found
}

function beforeOf({ plan }: ReleaseState, part: number): string | undefined {
  return plan.parts[part]?.before?.deployment
}

/**
 * What runs in an image cannot know the image's digest; what it may say is that of files in it. In its place comes the digest that the
 * platform's record has of the released deployment.
 */
async function asRecorded(
  { digest: _own, ...told }: ProbeAnswer,
  state: ReleaseState,
  part: number,
  target: Target,
  ports: Ports,
  { digests }: Memory,
): Promise<ProbeAnswer> {
  const { deployment } = expected(state, part, sideOf(state))
  const digest = digests.get(deployment) ?? imageDigestOf(await ports.platform.view(target), deployment)
  if (digest !== undefined) digests.set(deployment, digest)
  return { ...told, ...(digest !== undefined && { digest }) }
}

/** How the service proves its settings; undefined where it can't. Secrets that have no value any more prove nothing. */
async function proofOf(
  state: ReleaseState,
  part: number,
  side: Side,
  ports: Ports,
  memory: Memory,
): Promise<SettingsProof | undefined> {
  const { proofs } = memory
  const plan = state.plan.parts[part]
  // What was taken from the platform went live with settings that nobody here knows.
  if (side === 'old' && plan?.before?.rebuilt !== undefined) return undefined
  const key = `${part} ${side}`
  if (proofs.has(key)) return proofs.get(key)
  const wanting =
    side === 'new' ? wantedSettings(plan?.settings ?? [], ports) : settingsBefore(state, part, ports, memory)
  const wanted = await wanting.catch(() => undefined)
  if (wanted !== undefined) proofs.set(key, wanted.proof)
  return wanted?.proof
}

/** Throws where the platform can not be asked what runs; that the runs of a schedule can not be read leaves them out. */
async function attest(
  kind: ServiceKind,
  target: Target,
  deployment: string,
  state: ReleaseState,
  part: number,
  ports: Ports,
): Promise<Pick<Answers, 'record' | 'foreign'>> {
  const [view, executions] = await Promise.all([
    ports.platform.view(target),
    kind === 'cron' ? ports.platform.executions(target, deployment).catch(() => undefined) : undefined,
  ])
  const record = {
    ...attestationOf(kind, view, deployment),
    ...(executions && { executions: countExecutions(executions) }),
  }
  return { record, ...foreignField(view, partOf(state, part), beforeOf(state, part)) }
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
