import { startPlatform } from '@kickai/railway-local'
import { type Artifact, openJournal } from '@kickai/release'
import type { Project } from '../connection/connection.ts'
import { connectEmbedded, type EmbeddedAddresses } from '../connection/embedded.ts'
import { CommandError } from '../error/command-error.ts'
import type { Progress } from '../output/progress.ts'
import { buildHere } from '../release/artifact.ts'
import { firstWeb } from '../release/lead.ts'
import type { ReleaseResult } from '../release/result.ts'
import { runTrain } from '../release/train.ts'
import { lockLocal } from '../workspace/local-lock.ts'
import { readPlaces } from '../workspace/places.ts'
import { makeFolder, readStore } from '../workspace/workspace.ts'
import { Board } from './board.ts'
import { carryOnLeft } from './carry-on-left.ts'
import { startCompanions } from './companions.ts'
import { readFigures } from './figures.ts'
import type { PageLink } from './page/snapshot.ts'
import { openPage } from './page-server.ts'
import { type PlatformAccess, provision } from './provision.ts'
import { type RehearsalFigures, rehearsalEnvironment } from './rehearsal.ts'
import { Rehearsals } from './rehearsals.ts'
import { removeStage } from './stage.ts'
import { Started } from './started.ts'
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
  /** Absent where not everything went live, and where no service answers requests. */
  readonly rehearsal?: { readonly figures: RehearsalFigures; readonly earlier: boolean }
  readonly page: string
  /** What companions' pages are for. */
  readonly labels: readonly string[]
  /** Ends everything that was started, gracefully. */
  stop(): Promise<void>
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
    throw leftOver(error)
  }
}

/** A release that is left before its end cannot be resumed where the platform has ended with it. */
function leftOver(error: unknown): unknown {
  if (!(error instanceof CommandError && error.code === 'interrupted')) return error
  const { code, message, cause } = error
  return new CommandError(code, message, { wayOut: 'Start "kickai local" again; it carries on what was left.', cause })
}

async function start(project: Project, options: LocalOptions, started: Started): Promise<RunningLocal> {
  const { progress, signal } = options
  const lock = lockLocal(project.workspace)
  started.push(() => lock.release())
  await demandReadableState(project)
  const board = new Board(project)
  const rehearsals = new Rehearsals(board)
  const source = { snapshot: () => board.snapshot(), shipBroken: () => !signal.aborted && rehearsals.beginOnPage() }
  const page = await openPage(source, options.port)
  started.push(() => page.stop())

  progress.now('starting the embedded platform')
  const startedAt = Date.now()
  const { access, addresses } = await startAll(project, signal, started)
  // Both ask the platform, so they end before it does.
  started.push(() => board.stop())
  started.push(() => rehearsals.settled())
  board.links = pageLinks(project, addresses)
  const artifact = await prepareHere(project, options, access)
  lock.publish({ platform: addresses.url, page: page.url, companions: addresses.companions })

  const { environments } = project.configuration
  const connections = await Promise.all(
    environments.map((environment) => connectEmbedded(project, environment, addresses)),
  )
  await carryOnLeft(project, connections, { progress, signal })
  await Promise.all(connections.map((connection) => waitForLive(project, connection, artifact, signal)))
  board.watch(connections)
  const results = await runTrain({ project, progress, signal, startedAt }, connections, artifact)

  if (firstWeb(project.configuration.services) !== undefined)
    rehearsals.allow({ project, access, addresses, progress, signal }, artifact)
  const rehearsal = await rehearsalOf(project, options, results, rehearsals)
  const labels = pageLinks(project, addresses).map(({ label }) => label)
  return { results, page: page.url, labels, stop: () => started.stop(), ...(rehearsal && { rehearsal }) }
}

/** A torn file is told before anything starts. */
async function demandReadableState({ workspace }: Project): Promise<void> {
  readPlaces(workspace)
  await readStore(workspace.journals.embedded, undefined, (store) => openJournal(store).heads())
}

/** Companions first: services look for them as soon as the platform brings them up. */
async function startAll(
  project: Project,
  signal: AbortSignal,
  started: Started,
): Promise<{ access: PlatformAccess; addresses: EmbeddedAddresses }> {
  const { workspace } = project
  const companions = await startCompanions(project, signal)
  started.push(() => companions.stop())
  makeFolder(workspace.platform)
  const platform = await startPlatform({ directory: workspace.platform })
  started.push(() => platform.stop())
  const { url, accountToken } = platform
  return { access: { url, accountToken }, addresses: { url, companions: companions.addresses } }
}

/** Builds HEAD while the platform gets its environments. */
async function prepareHere(project: Project, options: LocalOptions, access: PlatformAccess): Promise<Artifact> {
  const { progress, signal } = options
  const names = project.configuration.environments.map(({ name }) => name)
  const [{ artifact }] = await Promise.all([
    buildHere(project, { commit: undefined, progress, signal }),
    removeStage(project, access, rehearsalEnvironment).then(() => provision(project, access, names)),
  ])
  return artifact
}

/** A rehearsal is made where something was released, or none was made before; `--once` makes one always. */
async function rehearsalOf(
  project: Project,
  { once }: LocalOptions,
  results: readonly ReleaseResult[],
  rehearsals: Rehearsals,
): Promise<RunningLocal['rehearsal']> {
  // A rehearsal rescues users, which a repository of workers alone has none of.
  if (firstWeb(project.configuration.services) === undefined) return undefined
  const allLive = results.length === project.configuration.environments.length && results.every(isLive)
  if (!allLive) return undefined
  const before = readFigures(project.workspace)
  const released = results.some(({ unchanged }) => unchanged !== true)
  if (before === undefined || released || once) return { figures: await rehearsals.begin(), earlier: false }
  rehearsals.recall(before)
  return { figures: before, earlier: true }
}

function isLive({ verdict }: ReleaseResult): boolean {
  return verdict === 'live'
}

/** The pages of companions that have one. */
function pageLinks({ configuration }: Project, { companions }: EmbeddedAddresses): PageLink[] {
  return Object.entries(companions).flatMap(([name, { page }]) =>
    page === undefined ? [] : [{ label: configuration.local.companions?.[name]?.label ?? name, url: page }],
  )
}
