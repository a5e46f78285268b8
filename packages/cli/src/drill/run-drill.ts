import { setTimeout as delay } from 'node:timers/promises'
import type { Artifact, ReleaseState } from '@kickai/release'
import { type Books, KINDS, rehearsalFiles, startTraffic, type Traffic } from '@kickai/traffic'
import { keepBundle } from '../local/bundles.ts'
import { releaseOn } from '../local/rehearsal.ts'
import { silentKinds } from '../local/silent-kinds.ts'
import { inSeconds } from '../output/format.ts'
import type { Progress } from '../output/progress.ts'
import type { Drill, Shipping } from './drill.ts'
import { problemsOfNotices } from './notices.ts'
import { addFault } from './platform-control.ts'
import { problemsLeft, problemsOf } from './problems.ts'
import { openScene, type Scene } from './scene.ts'

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

/** What became of the shipped release; without a state where the release tool itself gave up. */
interface Shipped {
  readonly state?: ReleaseState
  readonly books: Books
  readonly happened: readonly string[]
}

const usersPerKind = 2
const requestsPerSecond = 60
const firstBakeMs = 500
const everybodyComesMs = 5_000
const betweenLooksMs = 50

/**
 * Rehearses a failure: a good release goes live on a platform of its own, users of all kinds come, the drill's release is
 * shipped over it. Then it is seen whether the release ended as it must, nothing was lost or done twice, and exactly the
 * right release is left running.
 */
export async function runDrill(drill: Drill, surroundings: DrillSurroundings): Promise<DrillFigures> {
  const begun = performance.now()
  const { progress } = surroundings
  progress.now('starting a platform for the drill')
  const scene = await openScene(surroundings.variables, drill.scene)
  try {
    const old = await keepBundle(scene.project.workspace, rehearsalFiles({ version: 'old' }))
    const shipped = await keepBundle(scene.project.workspace, rehearsalFiles({ ...drill.release, version: 'new' }))
    const first = await release(quickly(scene), surroundings, old)
    if (first.verdict !== 'live')
      throw new Error(`The drill's good release ended as ${first.verdict}: ${first.reason?.sentence}`)
    for (const fault of drill.faults ?? []) await addFault(scene.platform, fault)
    const { state, books, happened } = await underTraffic(scene, surroundings, shipped, drill)
    const leaves = drill.leaves ?? (drill.expected === 'live' ? 'new' : 'old')
    const problems = [
      ...problemsOf(drill, state, books),
      ...happened,
      ...(state === undefined ? [] : problemsOfNotices(state, scene.told)),
      ...(await problemsLeft(scene, drill, leaves === 'new' ? shipped : old)),
    ]
    return {
      drill: drill.name,
      verdict: state?.verdict ?? 'none',
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

/** The same scene where a release is hardly watched: the one that everything begins with is known to be good. */
function quickly(scene: Scene): Pick<Scene, 'project' | 'connection'> {
  const { project, connection } = scene
  return { project, connection: { ...connection, policy: { ...connection.policy, bakeMs: firstBakeMs } } }
}

async function release(
  { project, connection }: Pick<Scene, 'project' | 'connection'>,
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
  drill: Drill,
): Promise<Shipped> {
  const { connection, services } = scene
  const { url = '' } = await connection.platform.view({
    environment: connection.environment,
    service: services[0] ?? '',
  })
  let bad: string | undefined
  const traffic: Traffic = startTraffic({
    url,
    kinds: KINDS,
    concurrency: usersPerKind,
    ratePerSecond: requestsPerSecond,
    isBad: ({ deployment }) => bad !== undefined && deployment === bad,
  })
  const said: string[] = []
  const happened: string[] = []
  const told = { ...surroundings, progress: remembering(surroundings.progress, said) }
  const carriedOut: (onProgress?: (state: ReleaseState) => void) => Promise<ReleaseState> = (onProgress) =>
    release(scene, told, artifact, (after) => {
      bad = after.parts[0]?.deployment ?? bad
      onProgress?.(after)
    })
  try {
    const state = await (drill.ship ?? carriedOutAlone)({
      scene,
      artifact,
      release: carriedOut,
      said,
      problem: (sentence) => happened.push(sentence),
      signal: surroundings.signal,
    })
    // A good release has no failures of its own: whatever it did not answer is lost.
    if (state.verdict === 'live') bad = undefined
    await everybodyCame(traffic)
    return { state, books: await traffic.stop(), happened }
  } catch (error) {
    if (surroundings.signal.aborted) throw error
    happened.push(`The release tool gave up: ${error instanceof Error ? error.message : String(error)}`)
    return { books: await traffic.stop(), happened }
  } finally {
    await traffic.stop()
  }
}

/** A release that is blocked ends so soon that not everybody has come by then. */
async function everybodyCame(traffic: Traffic): Promise<void> {
  const deadline = performance.now() + everybodyComesMs
  while (silentKinds(traffic.books(), KINDS).length > 0 && performance.now() < deadline) await delay(betweenLooksMs)
}

async function carriedOutAlone(shipping: Shipping): Promise<ReleaseState> {
  return await shipping.release()
}

/** The same progress, whose lines are kept too. */
function remembering(progress: Progress, said: string[]): Progress {
  return {
    now: (text) => progress.now(text),
    rest: () => progress.rest(),
    line(text) {
      said.push(text)
      progress.line(text)
    },
  }
}
