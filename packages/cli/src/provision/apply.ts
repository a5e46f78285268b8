import { isNotFound, type NamedThing, RailwayError, type Workspace } from '@kickai/railway'
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

/** How the steps of an environment ended: all were made, or one was left open by a lost answer. */
export type Made = { readonly lost?: RailwayError }

/**
 * Makes the steps of one environment, in their order. A change whose answer is lost is not sent again here: the steps end
 * there, and who looks afterwards sees what is still to be done.
 */
export async function applySteps(
  making: Making,
  wanted: WantedPlace,
  there: ObservedPlace,
  steps: readonly Step[],
): Promise<Made> {
  const ids: Ids = {
    ...(there.project && { project: there.project.id }),
    ...(there.environment && { environment: there.environment.id }),
    services: new Map(
      wanted.services.flatMap((service) => {
        const found = foundOf<NamedThing>(there.services, service)
        return found === undefined ? [] : [[service.name, found.id] as const]
      }),
    ),
  }
  for (const step of steps) {
    making.signal.throwIfAborted()
    making.progress.now(`${step.environment}  ${step.do}`)
    try {
      await make(making, ids, step)
    } catch (error) {
      // A service that was just made is not known everywhere at once.
      if (error instanceof RailwayError && (error.acted === 'unknown' || isNotFound(error))) return { lost: error }
      throw error
    }
  }
  return {}
}

/** Ids that steps need and earlier steps give. */
interface Ids {
  project?: string
  environment?: string
  readonly services: Map<string, string>
}

async function make({ workspace, tokens }: Making, ids: Ids, step: Step): Promise<void> {
  const place = () => ({ projectId: known(ids.project), environmentId: known(ids.environment) })
  const service = (name: string) => ({ ...place(), serviceId: known(ids.services.get(name)) })
  switch (step.do) {
    case 'make project': {
      ids.project = (await workspace.createProject(step.name, step.first)).id
      // It comes with its first environment, whatever that is called in the end.
      ids.environment = (await workspace.project(ids.project)).environments[0]?.id ?? known(undefined)
      return
    }
    case 'make environment':
      ids.environment = (await workspace.createEnvironment(known(ids.project), step.name)).id
      return
    case 'make service':
      ids.services.set(step.service, (await workspace.createService(place(), step.service)).id)
      return
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
