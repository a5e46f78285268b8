import { Refusal } from '../errors.ts'
import type { Deployment, Environment, Project, Service, ServiceInstance } from '../state/records.ts'
import type { Host } from '../supervisor/host.ts'
import { type Caller, demandReach } from './caller.ts'

/** Finds what a request names. Throws `Refusal` where it is not there, or not within the caller's reach. */
export function projectFor(host: Host, caller: Caller, id: string): Project {
  const project = host.state.projects.get(id)
  if (project === undefined) throw new Refusal('Project not found')
  demandReach(caller, { projectId: project.id })
  return project
}

export function environmentFor(host: Host, caller: Caller, id: string, projectId?: string | null): Environment {
  const environment = host.state.environments.get(id)
  if (environment === undefined || (projectId && environment.projectId !== projectId)) {
    throw new Refusal('Environment not found')
  }
  demandReach(caller, { projectId: environment.projectId, environmentId: environment.id })
  return environment
}

export function serviceFor(host: Host, caller: Caller, id: string): Service {
  const service = host.state.services.get(id)
  if (service === undefined) throw new Refusal('Service not found')
  demandReach(caller, { projectId: service.projectId })
  return service
}

export function instanceFor(host: Host, caller: Caller, environmentId: string, serviceId: string): ServiceInstance {
  const instance = host.state.instances.find(
    (one) => one.environmentId === environmentId && one.serviceId === serviceId,
  )
  if (instance === undefined) throw new Refusal('ServiceInstance not found')
  demandReach(caller, instance)
  return instance
}

export function deploymentFor(host: Host, caller: Caller, id: string): Deployment {
  const deployment = host.state.deployments.get(id)
  if (deployment === undefined) throw new Refusal('Deployment not found')
  demandReach(caller, deployment)
  return deployment
}
