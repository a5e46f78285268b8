import { startPlatform } from '@kickai/railway-local'
import type { Artifact } from '@kickai/release'
import type { Connection, Project } from '../connection/connection.ts'
import { connectEmbedded, type EmbeddedAddresses } from '../connection/embedded.ts'
import type { Progress } from '../output/progress.ts'
import { buildHere } from '../release/artifact.ts'
import type { ReleaseResult } from '../release/result.ts'
import { runTrain } from '../release/train.ts'
import { lockLocal } from '../workspace/local-record.ts'
import { makeFolder } from '../workspace/workspace.ts'
import { Board } from './board.ts'
import { startCompanions } from './companions.ts'
import { readFigures, writeFigures } from './figures.ts'
import { openPage } from './page-server.ts'
import { type PlatformAccess, provision } from './provision.ts'
import { type RehearsalFigures, rehearse } from './rehearsal.ts'
import { waitForLive } from './wait-for-live.ts'

export interface LocalOptions {
  /** Rehearse in any case, since nothing will be looked at later. */
  readonly once: boolean
  /** Of the page; refused where it is taken. */
  readonly port: number | undefined
  readonly progress: Progress
  readonly signal: AbortSignal
}

/** The embedded platform with everything beside it, up and shipped to. */
export interface RunningLocal {
  readonly results: readonly ReleaseResult[]
  readonly dirty: boolean
  /** Absent where not everything went live. */
  readonly rehearsal?: { readonly figures: RehearsalFigures; readonly earlier: boolean }
  readonly page: string
  /** What companions' pages are for. */
  readonly labels: readonly string[]
  /** Ends everything that was started, gracefully. */
  stop(): Promise<void>
}

/** Ends what was started, the last first, each even where another one could not be ended. */
class Started {
  readonly #ends: (() => Promise<void> | void)[] = []

  push(end: () => Promise<void> | void): void {
    this.#ends.push(end)
  }

  async stop(): Promise<void> {
    const failures: unknown[] = []
    for (let end = this.#ends.pop(); end !== undefined; end = this.#ends.pop()) {
      try {
        await end()
      } catch (error) {
        failures.push(error)
      }
    }
    if (failures.length > 0) throw failures[0]
  }
}

/** Starts the embedded platform and what runs beside it, ships HEAD through all environments and rehearses a bad release. */
export async function startLocal(project: Project, options: LocalOptions): Promise<RunningLocal> {
  const started = new Started()
  try {
    return await start(project, options, started)
  } catch (error) {
    options.progress.rest()
    // What the start failed for is what counts; an end that fails too is told besides.
    await started.stop().catch((failure: unknown) => options.progress.line(String(failure)))
    throw error
  }
}

async function start(project: Project, options: LocalOptions, started: Started): Promise<RunningLocal> {
  const { configuration, workspace } = project
  const { progress, signal } = options
  const lock = lockLocal(workspace)
  started.push(() => lock.release())
  const board = new Board(project)
  started.push(() => board.stop())
  let shipBroken = () => false
  const page = await openPage({ snapshot: () => board.snapshot(), shipBroken: () => shipBroken() }, options.port)
  started.push(() => page.stop())

  progress.now('starting the embedded platform')
  makeFolder(workspace.platform)
  const companions = await startCompanions(project, signal)
  started.push(() => companions.stop())
  const platform = await startPlatform({ directory: workspace.platform })
  started.push(() => platform.stop())
  const access: PlatformAccess = { url: platform.url, accountToken: platform.accountToken }
  const addresses: EmbeddedAddresses = { url: platform.url, companions: companions.addresses }
  const names = configuration.environments.map(({ name }) => name)
  const [{ artifact, dirty }] = await Promise.all([
    buildHere(project, { commit: undefined, progress, signal }),
    provision(project, access, names),
  ])
  lock.publish({ platform: platform.url, page: page.url, companions: companions.addresses })
  board.links = pageLinks(project, addresses)

  const connections = await Promise.all(
    configuration.environments.map((environment) => connectEmbedded(project, environment, addresses)),
  )
  await Promise.all(connections.map((connection) => waitForLive(project, connection, signal)))
  const results = await ship(project, connections, options, board, artifact)

  const surroundings = {
    project,
    access,
    addresses,
    progress,
    signal,
    onStep: (step: string) => board.rehearsalStep(step),
  }
  const rehearseNow = async () => {
    board.rehearsalBegins()
    const figures = await rehearse(surroundings, artifact).catch((error: unknown) => {
      board.rehearsalEnds(undefined, error instanceof Error ? error.message : String(error))
      throw error
    })
    writeFigures(workspace, figures)
    board.rehearsalEnds(figures)
    return figures
  }
  const rehearsal = await rehearsalOf(project, options, results, rehearseNow)
  if (rehearsal !== undefined) board.rehearsalEnds(rehearsal.figures)
  shipBroken = () => {
    if (board.rehearsing || signal.aborted) return false
    // Its failure is on the page, where it was asked for.
    void rehearseNow().catch(() => {})
    return true
  }
  const labels = pageLinks(project, addresses).map(({ label }) => label)
  const stop = () => started.stop()
  return { results, dirty, page: page.url, labels, stop, ...(rehearsal && { rehearsal }) }
}

async function ship(
  project: Project,
  connections: readonly Connection[],
  { progress, signal }: LocalOptions,
  board: Board,
  artifact: Artifact,
): Promise<ReleaseResult[]> {
  const onProgress = (environment: string, state: string) => board.moved(environment, state)
  return await runTrain({ project, progress, signal, onProgress }, connections, artifact, (result) =>
    board.ended(result),
  )
}

/** A rehearsal is made where something was released, or none was made before; `--once` makes one always. */
async function rehearsalOf(
  project: Project,
  { once }: LocalOptions,
  results: readonly ReleaseResult[],
  rehearseNow: () => Promise<RehearsalFigures>,
): Promise<RunningLocal['rehearsal']> {
  const allLive = results.length === project.configuration.environments.length && results.every(isLive)
  if (!allLive) return undefined
  const before = readFigures(project.workspace)
  const released = results.some(({ unchanged }) => unchanged !== true)
  if (before !== undefined && !released && !once) return { figures: before, earlier: true }
  return { figures: await rehearseNow(), earlier: false }
}

function isLive({ verdict }: ReleaseResult): boolean {
  return verdict === 'live'
}

/** The pages of companions that have one. */
function pageLinks({ configuration }: Project, { companions }: EmbeddedAddresses) {
  return Object.entries(companions).flatMap(([name, { page }]) =>
    page === undefined ? [] : [{ label: configuration.local.companions?.[name]?.label ?? name, url: page }],
  )
}
