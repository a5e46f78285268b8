import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Artifact, type DesiredPart, kindOf, makePlan, type Plan, type ReleaseState } from '@kickai/release'
import type { Store } from '@kickai/store'
import { rehearsalFiles, rehearsalHealthPath, rehearsalStartCommand, startTraffic, type Traffic } from '@kickai/traffic'
import type { Connection, Project } from '../connection/connection.ts'
import type { EmbeddedAddresses } from '../connection/embedded.ts'
import { CommandError } from '../error/command-error.ts'
import { inSeconds } from '../output/format.ts'
import type { Progress } from '../output/progress.ts'
import { beginRelease } from '../release/carry-out.ts'
import { desiredRelease } from '../release/desired.ts'
import { firstWeb } from '../release/lead.ts'
import { observe } from '../release/observe.ts'
import { portsFor } from '../release/ports.ts'
import { withStore } from '../workspace/workspace.ts'
import { keepBundle } from './bundles.ts'
import type { PlatformAccess } from './provision.ts'
import { rehearsalProblems } from './rehearsal-problems.ts'
import { openStage } from './stage.ts'

/** How a rehearsed bad release was rescued. */
export interface RehearsalFigures {
  /** When it ended; milliseconds since 1970. */
  readonly at: number
  readonly verdict: string
  /** From the bad release's first answer to a user until the release began to go back; absent: never measured. */
  readonly caughtSeconds?: number
  /** From that same answer until the old release was proven to serve again; absent: never measured. */
  readonly backSeconds?: number
  readonly requests: number
  readonly lost: number
  /** Answers that were the bad release's own failures. */
  readonly badAnswers: number
  /** Why it does not show a rescue, each a sentence; empty: it does. */
  readonly problems: readonly string[]
}

export interface RehearsalSurroundings {
  readonly project: Project
  readonly access: PlatformAccess
  readonly addresses: EmbeddedAddresses
  readonly progress: Progress
  readonly signal: AbortSignal
  /** Told of each step as it begins. */
  readonly onStep?: (step: string) => void
}

export const rehearsalEnvironment = 'rehearsal'

/** What happens in a rehearsal, in this order. */
export const rehearsalSteps = {
  make: 'a throw-away environment is made',
  good: 'the good release goes live there',
  broken: 'users come, and a broken release is shipped',
  back: 'it is caught, and the good one is brought back',
  remove: 'the throw-away environment is removed',
} as const

const kinds = ['kept-alive', 'fresh'] as const
const users = 4
const requestsPerSecond = 400
/** It turns bad so long after its first user, and would be watched so long if nobody noticed. */
const turnsBadMs = 300
const watchedMs = 20_000

/**
 * Rehearses a bad release in a throw-away environment: the artifact goes live there, users come, a release that turns
 * bad once it has users is shipped over it, and has to come back by itself without a request lost.
 */
export async function rehearse(surroundings: RehearsalSurroundings, artifact: Artifact): Promise<RehearsalFigures> {
  const { project, access, addresses, onStep = () => {} } = surroundings
  const folder = project.workspace.rehearsal
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  onStep(rehearsalSteps.make)
  const stage = await openStage(project, access, addresses, {
    name: rehearsalEnvironment,
    journal: join(folder, 'journal.sqlite'),
  })
  try {
    onStep(rehearsalSteps.good)
    const good = await releaseOn(surroundings, stage.connection, artifact)
    if (good.verdict !== 'live') throw notLive(good)
    onStep(rehearsalSteps.broken)
    return await shipBroken(surroundings, stage.connection)
  } finally {
    onStep(rehearsalSteps.remove)
    await stage.remove()
  }
}

async function shipBroken(surroundings: RehearsalSurroundings, connection: Connection): Promise<RehearsalFigures> {
  const { project, onStep = () => {} } = surroundings
  const lead = firstWeb(project.configuration.services)
  if (lead === undefined) throw noWebService()
  const files = rehearsalFiles({
    behaviour: 'bad-after-switch',
    version: 'broken',
    afterMs: turnsBadMs,
    service: lead.name,
  })
  const broken = await keepBundle(project.workspace, files)
  let bad = ''
  let caught = false
  const traffic = await trafficOn(connection, lead.name, (deployment) => deployment === bad)
  try {
    const state = await releaseOn(surroundings, withBroken(connection), broken, {
      onlyRehearsal: true,
      onProgress(after) {
        const { deployment } = after.parts[after.plan.parts.findIndex(({ service }) => service === lead.name)] ?? {}
        if (deployment !== undefined) bad = deployment
        if (after.state !== 'rolling back' || caught) return
        caught = true
        onStep(rehearsalSteps.back)
      },
    })
    const books = await traffic.stop()
    const firstAt = traffic.firstAnswerAt(bad) ?? books.firstBadAt
    const caughtAt = state.times['rolling back']
    const outcome = {
      verdict: state.verdict ?? 'unknown',
      ...(firstAt !== undefined &&
        caughtAt !== undefined && {
          caughtSeconds: inSeconds(caughtAt - firstAt),
          backSeconds: inSeconds(state.enteredAt - firstAt),
        }),
    }
    return {
      at: Date.now(),
      ...outcome,
      requests: books.requests,
      lost: books.lost,
      badAnswers: books.badAnswers,
      problems: rehearsalProblems(outcome, books, kinds),
    }
  } finally {
    await traffic.stop()
  }
}

/** Users of an environment: connections that stay open and fresh ones. What it has at `/` matters little: 404 is an answer. */
async function trafficOn(
  connection: Connection,
  service: string,
  isBad: (deployment: string | undefined) => boolean,
): Promise<Traffic> {
  const { environment, platform } = connection
  const { url } = await platform.view({ environment, service })
  if (url === undefined)
    throw new CommandError('rehearsal-failed', `The service ${service} has no address in ${environment}.`)
  return startTraffic({
    url,
    kinds,
    concurrency: users,
    ratePerSecond: requestsPerSecond / 2,
    isBad: (answer) => isBad(answer.deployment),
  })
}

/** A release that is watched long enough to be caught, whatever the environments' own time is. */
function withBroken(connection: Connection): Connection {
  return { ...connection, policy: { ...connection.policy, bakeMs: watchedMs } }
}

/** What differs where an artifact of rehearsal files alone is released: every service is started by them. */
interface Change {
  readonly onlyRehearsal?: boolean
}

/** Releases an artifact on a stage. */
export async function releaseOn(
  { project, progress, signal }: Pick<RehearsalSurroundings, 'project' | 'progress' | 'signal'>,
  connection: Connection,
  artifact: Artifact,
  change: Change & { readonly onProgress?: (state: ReleaseState) => void } = {},
): Promise<ReleaseState> {
  const { onProgress } = change
  return await withStore(connection.journal, async (store) => {
    const plan = await planOn(project, connection, artifact, store, change)
    const ports = portsFor(project, connection, store, progress)
    return await beginRelease(plan, { ports, progress, signal, ...(onProgress && { onProgress }) })
  })
}

/** The plan of a release on a stage. */
export async function planOn(
  project: Project,
  connection: Connection,
  artifact: Artifact,
  store: Store,
  { onlyRehearsal = false }: Change = {},
): Promise<Plan> {
  const seen = await observe(project, connection, store)
  const desired = desiredRelease(project.configuration, connection, { kind: 'deploy', artifact }, seen.current)
  const parts = onlyRehearsal ? desired.parts.map(startedByRehearsal) : desired.parts
  const { live } = seen.current
  return makePlan({ ...desired, parts }, { ...(live && { live }), views: seen.views })
}

/** The service's own checks are not for these files. */
function startedByRehearsal(part: DesiredPart): DesiredPart {
  const isWeb = kindOf(part.configuration) === 'web'
  const configuration = {
    ...part.configuration,
    startCommand: rehearsalStartCommand,
    ...(isWeb && { healthPath: rehearsalHealthPath }),
  }
  return { ...part, configuration, smoke: [] }
}

function noWebService(): CommandError {
  return new CommandError('rehearsal-failed', 'No service here answers requests, so there are no users to rescue.')
}

function notLive(state: ReleaseState): CommandError {
  return new CommandError(
    'rehearsal-failed',
    `The rehearsal's good release ended as ${state.verdict}: ${state.reason?.sentence ?? ''}`,
  )
}
