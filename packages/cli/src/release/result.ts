import {
  exitCodes,
  isRotation,
  type LiveRelease,
  noticedIn,
  type Reason,
  type ReleaseKind,
  type ReleaseState,
  remarksOf,
  type Verdict,
} from '@kickai/release'
import type { Connection } from '../connection/connection.ts'
import { inSeconds, moment } from '../output/format.ts'
import { type Aftermath, aftermathLines, aftermathOf } from './aftermath.ts'
import { type Asked, type AskedFor, askedForLive, askServices } from './ask-services.ts'
import { leadOf } from './lead.ts'
import { type RebuiltBefore, rebuiltIn, rebuiltOf } from './rebuilt.ts'

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
  /** Whether the release answers, by the least sure of its services. Only of one that is live; else see `serving`. */
  readonly identity?: Asked['identity']
  /** Whether it proves its settings. Only of one that is live; else see `serving`. */
  readonly settings?: Asked['settings']
  readonly url?: string
  readonly health?: Asked['health']
  /** The same of each service, in the order of the release. */
  readonly services?: Asked['services']
  /** Who serves instead of a release that did not go live; absent where nobody of ours does. */
  readonly serving?: Serving & Pick<Asked, 'identity' | 'settings' | 'health' | 'services'>
  /** Why nobody could be asked who answers. */
  readonly note?: string
  readonly reason?: Reason
  /** The release before, where no journal told of it and it was taken from the platform. */
  readonly rebuilt?: RebuiltBefore
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
export async function resultOf(connection: Connection, state: ReleaseState): Promise<ReleaseResult> {
  const { plan, verdict, reason, findings } = state
  const aftermath = aftermathOf(state)
  const others =
    verdict === 'live' ? [] : noticedIn(state).map(({ sentence, wayOut = '' }) => `${sentence} ${wayOut}`.trim())
  const notes = [...aftermathLines(state, aftermath, moment), ...others]
  const lead = leadOf(plan.parts)
  const { deployment } = state.parts[lead] ?? {}
  const remarks = remarksOf(state)
  const wanted = wantedOf(state)
  const { identity, settings, health, services, ...asked } = await askServices(async () => connection, wanted)
  const serving = servingOf(state, wanted)
  const rebuilt = rebuiltIn(plan)
  const answers = {
    identity,
    ...(settings && { settings }),
    ...(health && { health }),
    services: services.filter(({ deployment: id }) => id !== undefined),
  }
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
    ...(reason && { reason }),
    ...(rebuilt && { rebuilt }),
    ...(findings.length > 0 && { findings }),
    ...(remarks.length > 0 && { remarks }),
    ...(notes.length > 0 && { notes }),
    seconds: inSeconds(state.enteredAt - plan.plannedAt),
  }
}

/** The result where what is wanted is live already. `startedAt` in milliseconds since 1970. */
export async function unchangedResult(
  connection: Connection,
  live: LiveRelease,
  { kind, startedAt }: { readonly kind: ReleaseKind; readonly startedAt: number },
): Promise<ReleaseResult> {
  const rebuilt = rebuiltOf(live)
  const now = { deployment: live.parts[leadOf(live.parts)]?.deployment ?? '', digest: live.artifact.digest }
  return {
    environment: connection.environment,
    verdict: 'live',
    release: live.release,
    kind,
    ...now,
    ...(live.artifact.commit !== undefined && { commit: live.artifact.commit }),
    ...(await askServices(async () => connection, askedForLive(live))),
    ...(rebuilt && { rebuilt }),
    unchanged: true,
    seconds: inSeconds(Date.now() - startedAt),
  }
}

/** The exit code of a release that a person asked for. One that waits for a person has not gone on: it is blocked. */
export function exitCodeOf(result: Pick<ReleaseResult, 'verdict'>): number {
  return exitCodes[result.verdict ?? 'blocked']
}

/** Who is to serve after a release: itself, or the one before by its own deployments or by those that brought it back. */
function wantedOf({ plan, parts, verdict }: ReleaseState): AskedFor[] {
  return plan.parts.map(({ service, configuration, settings: own, before }, index) => {
    const { deployment = '', restored } = parts[index] ?? {}
    if (verdict === 'live')
      return { service, configuration, settings: own, expected: { deployment, digest: plan.artifact.digest } }
    if (before === undefined) return { service, configuration }
    const expected = { deployment: restored ?? before.deployment, digest: before.digest }
    // With the secrets of now it cannot prove what it has: after a rotation it went back to those of then.
    const settings = isRotation(plan) ? [] : before.settings
    return { service, configuration: before.configuration, settings, expected }
  })
}

/** The release that was there before, by the part of which is said what is said of one alone, or by any other. */
function servingOf({ plan }: ReleaseState, wanted: readonly AskedFor[]): Serving | undefined {
  const all = wanted.map(({ expected }, index) => ({ expected, before: plan.parts[index]?.before }))
  const lead = leadOf(plan.parts)
  const { expected, before } = [all[lead], ...all].find((each) => each?.expected && each.before) ?? {}
  return expected && before && { release: before.release, ...expected }
}
