import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { olderHttpLog } from '../router/contract.ts'
import type { Environment, Service, ServiceConfiguration, ServiceInstance } from '../state/records.ts'
import { type Host, places } from '../supervisor/host.ts'
import { effective } from './effective.ts'
import { executionsOf } from './executions.ts'
import { takeOff } from './pipeline.ts'
import { eventsOf } from './records.ts'
import { clearAway } from './units.ts'

/** Puts a service into an environment; it has its address when this resolves. */
export async function addInstance(
  host: Host,
  environment: Environment,
  service: Service,
  configuration: ServiceConfiguration = {},
): Promise<ServiceInstance> {
  const now = Date.now()
  const instance = host.state.instances.put({
    id: randomUUID(),
    projectId: environment.projectId,
    environmentId: environment.id,
    serviceId: service.id,
    configuration,
    port: await host.ports.free(),
    domainId: randomUUID(),
    createdAt: now,
    updatedAt: now,
  })
  await host.router.put(instance.id)
  return host.state.instances.get(instance.id) ?? instance
}

/** Ends everything that a service has in an environment, and forgets it: deployments, logs, variables, address. */
export async function dropInstance(host: Host, instance: ServiceInstance): Promise<void> {
  const deployments = host.state.deployments.where(({ instanceId }) => instanceId === instance.id)
  await Promise.all(deployments.map(({ id }) => takeOff(host, id, 'removed')))
  await Promise.all(
    deployments.map(({ id, configuration, variables }) =>
      clearAway(host, id, effective(configuration, variables).drainingMs),
    ),
  )
  await host.router.remove(instance.id)
  host.state.transaction(() => {
    for (const { id } of deployments) {
      for (const event of eventsOf(host, id)) host.state.events.delete(event.id)
      for (const execution of executionsOf(host, id)) host.state.executions.delete(execution.id)
      host.state.deployments.delete(id)
    }
    host.state.variables.delete(`${instance.environmentId}/${instance.serviceId}`)
    host.state.instances.delete(instance.id)
  })
  for (const { id } of deployments) {
    const requests = places.httpLog(host, id)
    const left = [places.logs(host, id), requests, olderHttpLog(requests), places.samples(host, id)]
    for (const path of left) await rm(path, { recursive: true, force: true })
  }
}

export async function dropEnvironment(host: Host, environment: Environment): Promise<void> {
  const instances = host.state.instances.where(({ environmentId }) => environmentId === environment.id)
  await Promise.all(instances.map((instance) => dropInstance(host, instance)))
  host.state.transaction(() => {
    for (const { id, environmentId } of host.state.tokens.all()) {
      if (environmentId === environment.id) host.state.tokens.delete(id)
    }
    host.state.variables.delete(`${environment.id}/`)
    host.state.environments.delete(environment.id)
  })
}
