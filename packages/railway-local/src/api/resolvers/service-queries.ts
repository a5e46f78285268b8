import { isActive } from '../../deployment/statuses.ts'
import { railwayVariables } from '../../deployment/surroundings.ts'
import { renderVariables, toldVariables, writtenVariables } from '../../deployment/variables.ts'
import { nextDue } from '../../schedule/due.ts'
import type { Service, ServiceInstance } from '../../state/records.ts'
import type { Host } from '../../supervisor/host.ts'
import type { Resolver } from '../context.ts'
import { environmentFor, instanceFor, serviceFor } from '../lookup.ts'

type InstancePlace = { environmentId: string; serviceId: string }
type VariablePlace = { environmentId: string; serviceId?: string | null; unrendered?: boolean | null }

/** The address of a service in an environment, in the form of a Railway domain: host and port without scheme. */
export function serviceDomain(instance: ServiceInstance) {
  const { domainId, environmentId, projectId, serviceId, port, createdAt, updatedAt } = instance
  const domain = `127.0.0.1:${port}`
  return { id: domainId, domain, environmentId, projectId, serviceId, syncStatus: 'ACTIVE', createdAt, updatedAt }
}

function domainsOf(instance: ServiceInstance) {
  return { serviceDomains: [serviceDomain(instance)], customDomains: [] }
}

export function serviceQueries(host: Host) {
  const service: Resolver<{ id: string }> = (_, { id }, { caller }) => serviceFor(host, caller, id)
  const serviceInstance: Resolver<InstancePlace> = (_, { environmentId, serviceId }, { caller }) =>
    instanceFor(host, caller, environmentId, serviceId)
  const domains: Resolver<InstancePlace> = (_, { environmentId, serviceId }, { caller }) =>
    domainsOf(instanceFor(host, caller, environmentId, serviceId))
  const variables: Resolver<VariablePlace> = (_, { environmentId, serviceId, unrendered }, { caller }) => {
    environmentFor(host, caller, environmentId)
    if (!serviceId) return toldVariables(host, writtenVariables(host, environmentId), environmentId)
    const instance = instanceFor(host, caller, environmentId, serviceId)
    if (unrendered === true)
      return toldVariables(host, writtenVariables(host, environmentId, serviceId), environmentId, serviceId)
    return variablesOf(host, instance)
  }
  const variablesForServiceDeployment: Resolver<InstancePlace> = (_, { environmentId, serviceId }, { caller }) =>
    variablesOf(host, instanceFor(host, caller, environmentId, serviceId))
  return {
    service,
    serviceInstance,
    domains,
    variables,
    variablesForServiceDeployment,
  }
}

function variablesOf(host: Host, instance: ServiceInstance): Record<string, string | null> {
  const { environmentId, serviceId } = instance
  return {
    ...toldVariables(host, renderVariables(host, instance), environmentId, serviceId),
    ...railwayVariables(host, { ...instance, instanceId: instance.id }),
  }
}

/** Fields of the types that these queries give, where they are not simply there. */
export function serviceTypes(host: Host) {
  const deploymentsOf = ({ id }: ServiceInstance) => host.state.deployments.where(({ instanceId }) => instanceId === id)
  const configured = (name: keyof ServiceInstance['configuration']) => (instance: ServiceInstance) =>
    instance.configuration[name] ?? null
  return {
    Service: {
      project: ({ projectId }: Service) => host.state.projects.get(projectId),
    },
    ServiceInstance: {
      buildCommand: configured('buildCommand'),
      startCommand: configured('startCommand'),
      preDeployCommand: configured('preDeployCommand'),
      healthcheckPath: configured('healthcheckPath'),
      healthcheckTimeout: configured('healthcheckTimeout'),
      overlapSeconds: configured('overlapSeconds'),
      drainingSeconds: configured('drainingSeconds'),
      cronSchedule: configured('cronSchedule'),
      nextCronRunAt: ({ configuration }: ServiceInstance) =>
        configuration.cronSchedule
          ? (nextDue(configuration.cronSchedule, Date.now(), host.options.cronMinuteMs) ?? null)
          : null,
      restartPolicyType: ({ configuration }: ServiceInstance) => configuration.restartPolicyType ?? 'ON_FAILURE',
      restartPolicyMaxRetries: ({ configuration }: ServiceInstance) => configuration.restartPolicyMaxRetries ?? 10,
      source: ({ configuration: { image, repo } }: ServiceInstance) =>
        image || repo ? { image: image ?? null, repo: repo ?? null } : null,
      builder: () => 'RAILPACK',
      numReplicas: ({ configuration }: ServiceInstance) => configuration.numReplicas ?? 1,
      region: ({ configuration }: ServiceInstance) => configuration.region ?? 'local',
      isUpdatable: () => false,
      sleepApplication: ({ configuration }: ServiceInstance) => configuration.sleepApplication ?? false,
      watchPatterns: () => [],
      domains: domainsOf,
      service: ({ serviceId }: ServiceInstance) => host.state.services.get(serviceId),
      serviceName: ({ serviceId }: ServiceInstance) => host.state.services.get(serviceId)?.name,
      latestDeployment: (instance: ServiceInstance) =>
        deploymentsOf(instance).findLast(({ status }) => host.options.skippedIsLatest || status !== 'SKIPPED'),
      activeDeployments: (instance: ServiceInstance) =>
        deploymentsOf(instance)
          .filter((one) => isActive(one, host.options.cronBetweenRuns))
          .reverse(),
    },
  }
}
