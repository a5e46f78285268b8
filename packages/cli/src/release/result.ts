import {
  exitCodes,
  type LiveRelease,
  type ReleaseKind,
  type ReleaseState,
  remarksOf,
  type Verdict,
} from '@kickai/release'
import type { Connection, Project } from '../connection/connection.ts'
import { inSeconds, moment } from '../output/format.ts'
import { type Aftermath, aftermathLines, aftermathOf } from './aftermath.ts'
import { type Asked, askService } from './ask-service.ts'

/** How a release into an environment ended or where it waits, or that none was needed; as `--json` shows it. */
export interface ReleaseResult extends Aftermath {
  readonly environment: string
  /** Absent while it waits for a person. */
  readonly verdict?: Verdict
  readonly release: string
  readonly kind: string
  /** The release's own deployment; absent where it came to none. */
  readonly deployment?: string
  readonly digest: string
  readonly commit?: string
  /** Whether the release answers. Only of one that is live; else see `serving`. */
  readonly identity?: Asked['identity']
  readonly url?: string
  readonly health?: Asked['health']
  /** Who serves instead of a release that did not go live; absent where nobody of ours does. */
  readonly serving?: Serving & Pick<Asked, 'identity' | 'health'>
  /** Why nobody could be asked who answers. */
  readonly note?: string
  readonly reason?: { readonly code: string; readonly sentence: string }
  /** What preflight found. */
  readonly findings?: ReleaseState['findings']
  /** What was noticed while it was watched. */
  readonly remarks?: ReturnType<typeof remarksOf>
  /** What else is to be said, in sentences. */
  readonly notes?: readonly string[]
  /** No release was needed: what was to be live is. */
  readonly unchanged?: true
  readonly seconds: number
}

interface Serving {
  readonly release: string
  readonly deployment: string
  readonly digest: string
}

/** The result of a release that has ended. */
export async function resultOf(project: Project, connection: Connection, state: ReleaseState): Promise<ReleaseResult> {
  const { plan, verdict, reason, findings } = state
  const aftermath = aftermathOf(state)
  const notes = aftermathLines(state, aftermath, moment)
  const { deployment } = state.parts[0] ?? {}
  const remarks = remarksOf(state)
  const serving = servingOf(state)
  const { identity, health, ...asked } = await askService(project, async () => connection, serving)
  const answers = { identity, ...(health && { health }) }
  return {
    environment: plan.environment,
    ...(verdict !== undefined && { verdict }),
    ...aftermath,
    release: plan.release,
    kind: plan.kind,
    ...(deployment !== undefined && { deployment }),
    digest: plan.artifact.digest,
    ...(plan.artifact.commit !== undefined && { commit: plan.artifact.commit }),
    ...asked,
    ...(verdict === 'live' ? answers : serving && { serving: { ...serving, ...answers } }),
    ...(reason && { reason: { code: reason.code, sentence: reason.sentence } }),
    ...(findings.length > 0 && { findings }),
    ...(remarks.length > 0 && { remarks }),
    ...(notes.length > 0 && { notes }),
    seconds: inSeconds(state.enteredAt - plan.plannedAt),
  }
}

/** The result where what is wanted is live already. `startedAt` in milliseconds since 1970. */
export async function unchangedResult(
  project: Project,
  connection: Connection,
  live: LiveRelease,
  { kind, startedAt }: { readonly kind: ReleaseKind; readonly startedAt: number },
): Promise<ReleaseResult> {
  const now = { deployment: live.parts[0]?.deployment ?? '', digest: live.artifact.digest }
  return {
    environment: connection.environment,
    verdict: 'live',
    release: live.release,
    kind,
    ...now,
    ...(live.artifact.commit !== undefined && { commit: live.artifact.commit }),
    ...(await askService(project, async () => connection, now)),
    unchanged: true,
    seconds: inSeconds(Date.now() - startedAt),
  }
}

/** The exit code of a release that a person asked for. One that waits for a person has not gone on: it is blocked. */
export function exitCodeOf(result: Pick<ReleaseResult, 'verdict'>): number {
  return exitCodes[result.verdict ?? 'blocked']
}

/** Who serves after a release: itself, or the one before by its own deployment or by the one that brought it back. */
function servingOf(state: ReleaseState): Serving | undefined {
  const { plan, verdict } = state
  const [part] = state.parts
  if (verdict === 'live')
    return { release: plan.release, deployment: part?.deployment ?? '', digest: plan.artifact.digest }
  const before = plan.parts[0]?.before
  return before && { release: before.release, deployment: part?.restored ?? before.deployment, digest: before.digest }
}
