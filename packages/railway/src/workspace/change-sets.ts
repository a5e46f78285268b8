import type { Clock } from '@kickai/release'
import type { RailwayClient } from '../client/client.ts'
import { RailwayError } from '../errors/railway-error.ts'
import {
  type ChangeSet,
  type ChangeSetResult,
  changeSetApply,
  changeSetPreview,
  changeSetStatus,
  environmentConfig,
} from '../operations/change-set.ts'

/** What the services of an environment are set to, by their ids, and the mark of that state. Holds no variable's value. */
export interface DeclaredState {
  readonly etag: string
  readonly services: Readonly<Record<string, DeclaredFields>>
}

export interface DeclaredFields {
  readonly source?: Readonly<Record<string, unknown>>
  readonly build?: Readonly<Record<string, unknown>>
  readonly deploy?: Readonly<Record<string, unknown>>
}

const looks = 120
const betweenLooksMs = 1000

export async function readDeclared(
  client: RailwayClient,
  { projectId, environmentId: id }: { readonly projectId: string; readonly environmentId: string },
): Promise<DeclaredState> {
  const { environment } = await client.request(environmentConfig, { id, projectId })
  const services = Object.entries(environment.config.services ?? {}).map(
    ([service, given]): [string, DeclaredFields] => {
      const { source, build, deploy } = given ?? {}
      return [service, { ...(source && { source }), ...(build && { build }), ...(deploy && { deploy }) }]
    },
  )
  return { etag: environment.configEtag, services: Object.fromEntries(services) }
}

/** Of a change set, the changes that would change something, by their paths. Railway alone knows values that it does not tell. */
export async function previewChangeSet(
  client: RailwayClient,
  environmentId: string,
  input: ChangeSet,
): Promise<ChangeSet> {
  const { environmentPreviewChangeSet: seen } = await client.request(
    changeSetPreview,
    { environmentId, input },
    { secrets: valuesIn(input) },
  )
  const wrong = (seen.diagnostics ?? []).filter(({ severity }) => severity === 'error')
  if (wrong.length > 0) throw refused(wrong.map(({ message }) => message).join('; '))
  const left = new Set(seen.changeSet.changes.map(({ kind, address, path }) => `${kind} ${address} ${String(path)}`))
  return {
    ...input,
    changes: input.changes.filter(({ kind, address, path }) => left.has(`${kind} ${address} ${path}`)),
  }
}

/** Makes a change set and waits for its end. `environment-moved` where somebody changed the environment since it was read. */
export async function applyChangeSet(
  { client, clock }: { readonly client: RailwayClient; readonly clock: Clock },
  environmentId: string,
  input: ChangeSet,
  baseConfigEtag: string,
): Promise<void> {
  const commitMessage = 'kickai provision'
  const request = { environmentId, input, baseConfigEtag, commitMessage, waitForCompletion: false }
  const settings = { secrets: valuesIn(input) }
  let state: ChangeSetResult = (await client.request(changeSetApply, request, settings)).environmentApplyChangeSet
  for (let look = 1; state.status === 'applying'; look += 1) {
    if (look > looks) throw lasting()
    // Most are done by the time that they are asked for first.
    if (look > 1) await clock.sleep(betweenLooksMs)
    const { environmentChangeSetApply } = await client.request(changeSetStatus, { environmentId, id: state.id })
    state = environmentChangeSetApply
  }
  const failed = state.changes.filter(({ status }) => status === 'failed')
  if (failed.length > 0 || /fail|error/i.test(state.status))
    throw refused(failed.map(({ kind, path }) => `${kind} ${path ?? ''}`).join(', ') || state.status, 'unknown')
}

/** Values of variables and passwords, which no error may show. */
function valuesIn(given: unknown): string[] {
  if (typeof given !== 'object' || given === null) return []
  return Object.entries(given).flatMap(([name, value]) => {
    const isSecret = (name === 'value' || name === 'password') && typeof value === 'string' && value !== ''
    return isSecret ? [value] : valuesIn(value)
  })
}

function refused(what: string, acted: 'no' | 'unknown' = 'no'): RailwayError {
  return new RailwayError({
    code: 'change-set-refused',
    message: `Railway does not make the changes: ${what}.`,
    wayOut: 'Correct what Railway names, in .railway/railway.ts or on the dashboard, then call it again.',
    acted,
  })
}

function lasting(): RailwayError {
  return new RailwayError({
    code: 'change-set-lasting',
    message: 'Railway still makes the changes after two minutes.',
    wayOut: 'Wait until the dashboard shows them, then call it again.',
    acted: 'unknown',
  })
}
