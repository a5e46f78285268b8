import { isNotFound, type NamedThing, RailwayError, type Workspace } from '@kickai/railway'
import { CommandError } from '../error/command-error.ts'
import type { Progress } from '../output/progress.ts'
import { foundOf, type ObservedPlace } from './observed.ts'
import type { Step } from './step.ts'
import { newTokenName, type TokenKeeping } from './tokens.ts'
import type { WantedPlace } from './wanted.ts'

/** What making the steps of environments needs. */
export interface Making {
  readonly workspace: Workspace
  readonly tokens: TokenKeeping
  readonly progress: Progress
  readonly signal: AbortSignal
}

/** How the steps of an environment ended: all were made, or one was left open and is to be looked at again. */
export type Made = { readonly lost?: RailwayError }

/** Ids that steps need and earlier steps give. */
export interface Ids {
  /** The same for all environments that share a project, and so are its services. */
  readonly project: { id?: string }
  readonly services: Map<string, string>
  environment?: string
}

/** The ids that are known before the first step, for each place. */
export function idsOf(wanted: readonly WantedPlace[], observed: readonly ObservedPlace[]): readonly Ids[] {
  const projects = new Map<string, Pick<Ids, 'project' | 'services'>>()
  return wanted.map((place, index) => {
    const { project, environment, services = [], inProject = [] } = observed[index] ?? {}
    const name = place.shared ? place.project.name : place.environment
    const shared: Pick<Ids, 'project' | 'services'> = projects.get(name) ?? { project: {}, services: new Map() }
    projects.set(name, shared)
    // Whether what is declared is one service in all environments is Railway's affair.
    const own = place.declaration === undefined ? shared : { ...shared, services: new Map<string, string>() }
    if (project !== undefined) own.project.id = project.id
    for (const service of place.services) {
      const found = foundOf<NamedThing>(services, service) ?? foundOf(inProject, service)
      if (found !== undefined) own.services.set(service.name, found.id)
    }
    return { ...own, ...(environment && { environment: environment.id }) }
  })
}

/**
 * Makes steps of one environment, in their order. A change whose answer is lost is not sent again here: the steps end
 * there, and who looks afterwards sees what is still to be done.
 */
export async function applySteps(making: Making, ids: Ids, steps: readonly Step[]): Promise<Made> {
  for (const step of steps) {
    demandGoingOn(making.signal)
    making.progress.now(`${step.environment}  ${step.do}`)
    try {
      await make(making, ids, step)
    } catch (error) {
      if (!(error instanceof RailwayError)) throw error
      if (error.acted === 'unknown' && isFoundByName(step)) throw unseen(step, error)
      if (mayYetBe(error)) return { lost: error }
      throw error
    }
  }
  return {}
}

/** What is made again would be there twice. */
function isFoundByName({ do: what }: Step): boolean {
  return what.startsWith('make ') && what !== 'make token'
}

/** The answer was lost, and it was looked for in vain; it may still come to be seen. */
function unseen(step: Step, cause: RailwayError): CommandError {
  return new CommandError(
    'provision-incomplete',
    `${step.environment}: the answer to "${step.do}" was lost, and what it makes is not to be seen.`,
    {
      wayOut: 'Wait a moment, look at the dashboard, then call it again: it makes what it does not find by its name.',
      cause,
    },
  )
}

/** It may have acted, is asked for too quickly, or is about a service that was just made and is not known everywhere yet. */
function mayYetBe(error: RailwayError): boolean {
  return error.acted === 'unknown' || error.transient || isNotFound(error)
}

/** Between two changes is the place to leave off. */
export function demandGoingOn(signal: AbortSignal): void {
  if (signal.aborted)
    throw new CommandError('interrupted', 'Provisioning was left before its end.', {
      wayOut: 'Call it again: it looks for what is there first, and makes nothing twice.',
    })
}

async function make({ workspace, tokens }: Making, ids: Ids, step: Step): Promise<void> {
  const place = () => ({ projectId: known(ids.project.id), environmentId: known(ids.environment) })
  const service = (name: string) => ({ ...place(), serviceId: known(ids.services.get(name)) })
  switch (step.do) {
    case 'make project': {
      ids.project.id = (await workspace.createProject(step.name, step.first)).id
      // It comes with its first environment, whatever that is called in the end.
      ids.environment = (await workspace.project(ids.project.id)).environments[0]?.id ?? known(undefined)
      return
    }
    case 'make environment':
      ids.environment = (await workspace.createEnvironment(known(ids.project.id), step.name)).id
      return
    case 'make service':
      ids.services.set(step.service, (await workspace.createService(place(), step.service)).id)
      return
    case 'add service': {
      // It may have come here with another environment.
      const there = await workspace.services(place())
      if (there.some(({ id }) => id === ids.services.get(step.service))) return
      return await workspace.addService(service(step.service))
    }
    case 'apply declaration': {
      const etag = step.etag ?? (await workspace.declared(place())).etag
      await workspace.applyChangeSet(place().environmentId, step.changeSet, etag)
      // What it made is found by its name.
      for (const { id, name } of await workspace.services(place())) ids.services.set(name, id)
      return
    }
    case 'set service':
      return await workspace.configureService(service(step.service), step.input)
    case 'set limits':
      return await workspace.limitService(service(step.service), step.limits)
    case 'make address':
      return await workspace.createDomain(service(step.service))
    case 'switch automatic deploys off':
      return await workspace.setAutoDeploy(service(step.service), false)
    case 'remove lost token':
      await workspace.deleteProjectToken(step.id)
      tokens.forget(step.environment, step.name)
      return
    case 'make token': {
      const name = newTokenName()
      tokens.begin(step.environment, name)
      tokens.keep(step.environment, name, await workspace.createProjectToken(place(), name), place())
      return
    }
    case 'remove service':
      return await workspace.deleteService({ ...place(), serviceId: step.id })
  }
}

/** The plan's order sees to it that what a step needs was found or made before. */
function known(id: string | undefined): string {
  if (id === undefined) throw new RangeError('A step came before the one that it needs.')
  return id
}
