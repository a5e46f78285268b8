import { setTimeout as delay } from 'node:timers/promises'
import { createRailwayClient } from '../client/client.ts'
import { RailwayError } from '../errors/railway-error.ts'
import type { Fetch } from '../http/exchange.ts'
import { createWorkspace, type EnvironmentPlace, type Workspace } from '../workspace/workspace.ts'
import { type Behaviour, type Probed, Unclear } from './behaviour.ts'
import { behaviours } from './behaviours/all.ts'
import { type Scene, type SceneOptions, setScene } from './scene.ts'
import { compareSchema, introspection, type SchemaComparison } from './schema-check.ts'

export interface ProbeOptions extends Omit<SceneOptions, 'onSecret'> {
  onSecret(value: string): void
  /** Ids of the behaviours that are tested; all where it is left out. */
  readonly only?: readonly string[]
  /** Hears of each behaviour before it is tested. */
  onBegin?(behaviour: Behaviour): void
  onProbed?(probed: Probed): void
}

/** What was found, and what became of what was made. */
export interface ProbeResult {
  readonly behaviours: readonly Probed[]
  readonly schema?: SchemaComparison
  /** Why the schema could not be compared. */
  readonly schemaWhy?: string
  readonly requests: number
  /** Nothing is left of the throw-away project. */
  readonly cleaned: boolean
  /** What could not be deleted, as a sentence; with what to do about it. */
  readonly left?: string
  /** Why it ended before its end. */
  readonly ended?: unknown
}

const environmentName = 'probe'

/** About how many requests a whole probe sends: on Railway a deployment is asked after every three seconds. */
export const aboutRequests = { local: 400, railway: 600 } as const

/**
 * Makes a throw-away project, tests what is believed, and deletes the project again: also after a failure, or when
 * `signal` is aborted. Nothing outside of that project is changed. Does not throw once the project was asked for.
 */
export async function runProbe(options: ProbeOptions): Promise<ProbeResult> {
  let requests = 0
  const send: Fetch = options.connection.fetch ?? fetch
  const counted: Fetch = (url, init) => {
    requests += 1
    return send(url, init)
  }
  const connection = { ...options.connection, fetch: counted }
  // Cleaning up goes on when everything else is called off.
  const cleaner = createWorkspace(createRailwayClient(connection), workspaceOptions(options))
  const probed: Probed[] = []
  const chosen = behaviours.filter(({ id }) => options.only === undefined || options.only.includes(id))
  let ended: unknown
  let schema: Pick<ProbeResult, 'schema' | 'schemaWhy'> = {}
  try {
    const environment = await makeProject(cleaner, options.projectName)
    options.signal.throwIfAborted()
    const token = await cleaner.createProjectToken(environment, 'kickai probe')
    options.onSecret(token.reveal())
    const scene = await setScene({ ...options, connection }, cleaner, environment, token)
    if (options.only === undefined) schema = await lookAtSchema(scene)
    for (const behaviour of chosen) {
      options.signal.throwIfAborted()
      options.onBegin?.(behaviour)
      const found = await probe(scene, behaviour)
      probed.push(found)
      options.onProbed?.(found)
    }
  } catch (error) {
    ended = error
  }
  const left = await cleanUp(cleaner, options.projectName)
  const missing = chosen
    .slice(probed.length)
    .map((each): Probed => ({ ...about(each), outcome: 'not tested', why: 'the probe ended before it' }))
  return {
    behaviours: [...probed, ...missing],
    ...schema,
    requests,
    cleaned: left === undefined,
    ...(left !== undefined && { left }),
    ...(ended !== undefined && { ended }),
  }
}

function workspaceOptions({ workspaceId }: ProbeOptions) {
  return workspaceId === undefined ? {} : { workspaceId }
}

async function makeProject(workspace: Workspace, name: string): Promise<EnvironmentPlace> {
  const { id: projectId } = await workspace.createProject(name, environmentName)
  const [environment] = (await workspace.project(projectId)).environments
  if (environment === undefined) throw new Unclear('the new project has no environment')
  return { projectId, environmentId: environment.id }
}

function about({ id, believed, how, option, reading }: Behaviour) {
  return { id, believed, how, expected: reading, ...(option !== undefined && { option }) }
}

async function probe(scene: Scene, behaviour: Behaviour): Promise<Probed> {
  const { test, how, reading } = behaviour
  if (test === undefined) return { ...about(behaviour), outcome: 'not tested', why: how }
  try {
    const found = await test(scene)
    return {
      ...about(behaviour),
      outcome: found.reading === reading ? 'confirmed' : 'refuted',
      found: found.reading,
      ...(found.detail !== undefined && { detail: found.detail }),
    }
  } catch (error) {
    if (scene.signal.aborted) throw error
    if (!(error instanceof Unclear || error instanceof RailwayError)) throw error
    // Where nobody answers, nothing else will be answered either.
    if (error instanceof RailwayError && error.code === 'railway-unreachable') throw error
    return { ...about(behaviour), outcome: 'not tested', why: error.message }
  }
}

async function lookAtSchema(scene: Scene): Promise<Pick<ProbeResult, 'schema' | 'schemaWhy'>> {
  try {
    return { schema: compareSchema(await scene.client.request(introspection, {})) }
  } catch (error) {
    if (scene.signal.aborted || !(error instanceof RailwayError)) throw error
    return { schemaWhy: error.message }
  }
}

const cleaningLooks = 8
const betweenLooksMs = 500

/**
 * Deletes the throw-away project by its name, which no other has, also where the answer to its making was lost. Asking
 * twice for a deletion deletes nothing else. Gives a sentence about what is left.
 */
export async function cleanUp(
  workspace: Pick<Workspace, 'projects' | 'deleteProject'>,
  projectName: string,
  pauseMs = betweenLooksMs,
): Promise<string | undefined> {
  let why = 'Railway still lists it.'
  for (let look = 1; look <= cleaningLooks; look += 1) {
    try {
      const left = (await workspace.projects()).filter(({ name }) => name === projectName)
      if (left.length === 0) return undefined
      for (const { id } of left) await workspace.deleteProject(id)
    } catch (error) {
      why = error instanceof Error ? error.message : String(error)
    }
    if (look > 1) await delay(pauseMs * look)
  }
  return `The project ${projectName} could not be deleted: ${why} Delete it on the dashboard.`
}
