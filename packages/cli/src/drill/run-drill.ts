import { setTimeout as delay } from 'node:timers/promises'
import type { Artifact, ReleaseState } from '@kickai/release'
import { type Books, KINDS, rehearsalFiles, rehearsalHealthPath, startTraffic, type Traffic } from '@kickai/traffic'
import { keepBundle } from '../local/bundles.ts'
import { releaseOn } from '../local/rehearsal.ts'
import { silentKinds } from '../local/silent-kinds.ts'
import { inSeconds } from '../output/format.ts'
import type { Progress } from '../output/progress.ts'
import { askHealth } from '../release/identity.ts'
import type { Drill } from './drills.ts'
import { addFault, runningServices } from './platform-control.ts'
import { drillService, openScene, type Scene } from './scene.ts'

export interface DrillSurroundings {
  readonly variables: NodeJS.ProcessEnv
  readonly progress: Progress
  readonly signal: AbortSignal
}

/** What a drill showed. It is `ok` only when `problems` is empty. */
export interface DrillFigures {
  readonly drill: string
  readonly verdict: string
  readonly expected: string
  readonly ok: boolean
  readonly requests: number
  readonly lost: number
  /** Answers that were the bad release's own failures, and the seconds from the first to the last of them. */
  readonly badAnswers: number
  readonly badSeconds: number
  readonly seconds: number
  readonly problems: readonly string[]
}

const usersPerKind = 2
const requestsPerSecond = 60
const settleMs = 15_000

/**
 * Rehearses a failure: a good release goes live on a platform of its own, users of all kinds come, the drill's release is
 * shipped over it. Then it is seen whether the release ended as it must, nothing was lost or done twice, and exactly the
 * right release is left running.
 */
export async function runDrill(drill: Drill, surroundings: DrillSurroundings): Promise<DrillFigures> {
  const begun = performance.now()
  const { progress } = surroundings
  progress.now('starting a platform for the drill')
  const scene = await openScene(surroundings.variables)
  try {
    const old = await keepBundle(scene.project.workspace, rehearsalFiles({ version: 'old' }))
    const shipped = await keepBundle(scene.project.workspace, rehearsalFiles({ ...drill.release, version: 'new' }))
    const first = await release(scene, surroundings, old)
    if (first.verdict !== 'live')
      throw new Error(`The drill's good release ended as ${first.verdict}: ${first.reason?.sentence}`)
    if (drill.fault !== undefined) await addFault(scene.platform, drill.fault)
    const { state, books } = await underTraffic(scene, surroundings, shipped)
    const problems = [
      ...(await problemsLeft(scene, state, drill.expected === 'live' ? shipped : old)),
      ...problemsOf(drill, state, books),
    ]
    return {
      drill: drill.name,
      verdict: state.verdict ?? 'unknown',
      expected: drill.expected,
      ok: problems.length === 0,
      requests: books.requests,
      lost: books.lost,
      badAnswers: books.badAnswers,
      badSeconds: inSeconds((books.lastBadAt ?? 0) - (books.firstBadAt ?? 0)),
      seconds: inSeconds(performance.now() - begun),
      problems,
    }
  } finally {
    progress.rest()
    await scene.close()
  }
}

async function release(
  { project, connection }: Scene,
  { progress, signal }: DrillSurroundings,
  artifact: Artifact,
  onProgress?: (state: ReleaseState) => void,
): Promise<ReleaseState> {
  return await releaseOn({ project, progress, signal }, connection, artifact, onProgress ? { onProgress } : {})
}

async function underTraffic(
  scene: Scene,
  surroundings: DrillSurroundings,
  artifact: Artifact,
): Promise<{ state: ReleaseState; books: Books }> {
  const { url = '' } = await scene.connection.platform.view(targetOf(scene))
  let bad: string | undefined
  const traffic: Traffic = startTraffic({
    url,
    kinds: KINDS,
    concurrency: usersPerKind,
    ratePerSecond: requestsPerSecond,
    isBad: ({ deployment }) => bad !== undefined && deployment === bad,
  })
  try {
    const state = await release(scene, surroundings, artifact, (after) => {
      bad = after.parts[0]?.deployment ?? bad
    })
    // A good release has no failures of its own: whatever it did not answer is lost.
    if (state.verdict === 'live') bad = undefined
    return { state, books: await traffic.stop() }
  } finally {
    await traffic.stop()
  }
}

/** What is wrong with how the release ended and with what its users got. Pure. */
export function problemsOf(
  drill: Pick<Drill, 'expected'>,
  state: Pick<ReleaseState, 'verdict' | 'reason'>,
  books: Pick<Books, 'lost' | 'twice' | 'unverified' | 'byKind'>,
): string[] {
  const problems = silentKinds(books, KINDS)
  if (state.verdict !== drill.expected) {
    problems.push(
      `The release ended as ${state.verdict} instead of ${drill.expected}: ${state.reason?.sentence ?? 'no reason'}`,
    )
  }
  if (books.lost > 0) problems.push(`${books.lost} requests were lost.`)
  if (books.twice > 0) problems.push(`${books.twice} requests were handled twice.`)
  if (books.unverified > 0) problems.push(`Of ${books.unverified} requests nobody can say how often they were handled.`)
  return problems
}

/** What is wrong with what runs in the end: the wrong release, or more than one process. */
async function problemsLeft(scene: Scene, state: ReleaseState, wanted: Artifact): Promise<string[]> {
  const deadline = performance.now() + settleMs
  let services = await runningServices(scene.platform)
  while (services.length !== 1 && performance.now() < deadline) {
    await delay(100)
    services = await runningServices(scene.platform)
  }
  const problems: string[] = []
  if (services.length !== 1) problems.push(`${services.length} processes of the service are left, not one.`)
  const { url = '' } = await scene.connection.platform.view(targetOf(scene))
  const digest = (await askHealth(url + rehearsalHealthPath))?.body.digest
  if (digest !== wanted.digest)
    problems.push(`After ${state.verdict} the service runs ${String(digest)}, not ${wanted.digest}.`)
  return problems
}

function targetOf({ connection }: Scene) {
  return { environment: connection.environment, service: drillService }
}
