import { exitCodes, type LiveRelease, type ReleaseState, type Verdict } from '@kickai/release'
import type { Connection, Project } from '../connection/connection.ts'
import { inSeconds } from '../output/format.ts'
import { askHealth, type Grade, gradeOf, type HealthAnswer } from './identity.ts'

/** How a release into an environment ended, or that none was needed; as `--json` shows it. */
export interface ReleaseResult {
  readonly environment: string
  readonly verdict: Verdict
  readonly release: string
  readonly kind: string
  /** The deployment that serves now; absent where none of ours does. */
  readonly deployment?: string
  readonly digest: string
  readonly commit?: string
  /** Who answers at the end, whichever release that is. */
  readonly identity: Grade
  readonly url?: string
  readonly health?: HealthAnswer['body']
  readonly reason?: { readonly code: string; readonly sentence: string }
  /** What preflight found. */
  readonly findings?: ReleaseState['findings']
  /** No release was needed: what was to be live is. */
  readonly unchanged?: true
  readonly seconds: number
}

/** The result of a release that has ended. */
export async function resultOf(project: Project, connection: Connection, state: ReleaseState): Promise<ReleaseResult> {
  const { plan, verdict = 'unknown', reason, findings } = state
  const now = servingOf(state)
  const seen = await ask(project, connection, now)
  return {
    environment: plan.environment,
    verdict,
    release: plan.release,
    kind: plan.kind,
    ...(now !== undefined && { deployment: now.deployment }),
    digest: plan.artifact.digest,
    ...(plan.artifact.commit !== undefined && { commit: plan.artifact.commit }),
    ...seen,
    ...(reason && { reason: { code: reason.code, sentence: reason.sentence } }),
    ...(findings.length > 0 && { findings }),
    seconds: inSeconds(state.enteredAt - plan.plannedAt),
  }
}

/** The result where what is wanted is live already. */
export async function unchangedResult(
  project: Project,
  connection: Connection,
  live: LiveRelease,
  startedAt: number,
): Promise<ReleaseResult> {
  const [part] = live.parts
  const now = { deployment: part?.deployment ?? '', digest: live.artifact.digest }
  return {
    environment: connection.environment,
    verdict: 'live',
    release: live.release,
    kind: 'deploy',
    deployment: now.deployment,
    digest: now.digest,
    ...(live.artifact.commit !== undefined && { commit: live.artifact.commit }),
    ...(await ask(project, connection, now)),
    unchanged: true,
    seconds: inSeconds(Date.now() - startedAt),
  }
}

/** The exit code of a release that a person asked for. */
export function exitCodeOf(result: Pick<ReleaseResult, 'verdict'>): number {
  return exitCodes[result.verdict]
}

interface Serving {
  readonly deployment: string
  readonly digest: string
}

/** What serves after a release: its own deployment, or the one before, or the one that brought the one before back. */
function servingOf(state: ReleaseState): Serving | undefined {
  const [planned] = state.plan.parts
  const [part] = state.parts
  if (state.verdict === 'live') return { deployment: part?.deployment ?? '', digest: state.plan.artifact.digest }
  const before = planned?.before
  return before && { deployment: part?.restored ?? before.deployment, digest: before.digest }
}

async function ask(project: Project, connection: Connection, serving: Serving | undefined) {
  const [service] = project.configuration.services
  if (service === undefined) return { identity: 'unknown' as const }
  const { environment, platform } = connection
  const { url } = await platform.view({ environment, service: service.name })
  const answer = url === undefined ? undefined : await askHealth(url + service.configuration.healthPath)
  return {
    identity: serving === undefined ? ('unknown' as const) : gradeOf(answer, serving),
    ...(url !== undefined && { url }),
    ...(answer && { health: Object.keys(answer.body).length > 0 ? answer.body : { status: answer.status } }),
  }
}
