import { Refusal } from '../../errors.ts'
import type { ServiceConfiguration, ServiceInstance } from '../../state/records.ts'
import type { Host } from '../../supervisor/host.ts'
import type { Resolver } from '../context.ts'
import { instanceFor } from '../lookup.ts'

/** Replicas as one number, by region, and where; kept and answered back, whatever runs. */
export type ScalingInput = Pick<ServiceConfiguration, 'numReplicas' | 'region' | 'multiRegionConfig'>

interface InstancePlace {
  readonly environmentId: string
  readonly serviceId: string
}

const mostReplicas = 1000
const noRepository = 'No repository is connected'

/** What is wrong with how many replicas are asked for, as clauses. */
export function scalingProblems({ numReplicas, multiRegionConfig }: ScalingInput): string[] {
  const isCount = (count: unknown) => Number.isInteger(count) && Number(count) >= 1 && Number(count) <= mostReplicas
  const wrong: string[] = []
  if (numReplicas != null && !isCount(numReplicas)) wrong.push(`numReplicas must be from 1 to ${mostReplicas}`)
  if (multiRegionConfig == null) return wrong
  if (typeof multiRegionConfig !== 'object' || Array.isArray(multiRegionConfig))
    return [...wrong, 'multiRegionConfig must be an object']
  for (const [region, given] of Object.entries(multiRegionConfig)) {
    if (given !== null && !isCount(given.numReplicas))
      wrong.push(`multiRegionConfig.${region}.numReplicas must be from 1 to ${mostReplicas}`)
  }
  return wrong
}

/** Limits and automatic deploys of a service. Nothing holds a process to its limits, and nobody pushes here: both are kept. */
export function scalingMutations(host: Host) {
  const change = (instance: ServiceInstance, configuration: ServiceConfiguration) =>
    host.state.instances.put({
      ...instance,
      configuration: { ...instance.configuration, ...configuration },
      updatedAt: Date.now(),
    })
  const serviceInstanceLimitsUpdate: Resolver<{
    input: InstancePlace & { vCPUs?: number | null; memoryGB?: number | null }
  }> = (_, { input }, { caller }) => {
    const instance = instanceFor(host, caller, input.environmentId, input.serviceId)
    const { vCPUs, memoryGB } = input
    const wrong = Object.entries({ vCPUs, memoryGB }).filter(([, value]) => value != null && value <= 0)
    if (wrong.length > 0)
      throw new Refusal(`Invalid input: ${wrong.map(([name]) => `${name} must be more than 0`).join('; ')}`)
    const named = { ...(vCPUs !== undefined && { vCPUs }), ...(memoryGB !== undefined && { memoryGB }) }
    change(instance, { limits: { ...instance.configuration.limits, ...named } })
    return true
  }
  const serviceInstanceAutoDeployUpdate: Resolver<{ input: InstancePlace & { enabled: boolean } }> = (
    _,
    { input },
    { caller },
  ) => {
    const instance = instanceFor(host, caller, input.environmentId, input.serviceId)
    if (input.enabled && !instance.configuration.repo) throw new Refusal(noRepository)
    change(instance, { autoDeploy: input.enabled })
    return { enabled: input.enabled }
  }
  return { serviceInstanceLimitsUpdate, serviceInstanceAutoDeployUpdate }
}

export function scalingQueries(host: Host) {
  const serviceInstanceLimitOverride: Resolver<InstancePlace> = (_, { environmentId, serviceId }, { caller }) =>
    limitOverride(instanceFor(host, caller, environmentId, serviceId).configuration) ?? null
  const serviceInstanceAutoDeployStatus: Resolver<InstancePlace> = (_, { environmentId, serviceId }, { caller }) => {
    const { repo, autoDeploy } = instanceFor(host, caller, environmentId, serviceId).configuration
    if (!repo) return { enabled: false, canEnable: false, reason: noRepository }
    return { enabled: autoDeploy !== false, canEnable: true, reason: null }
  }
  return { serviceInstanceLimitOverride, serviceInstanceAutoDeployStatus }
}

/** Limits in the form of Railway's `EnvironmentConfig`; undefined where none is set. */
export function limitOverride({ limits }: Pick<ServiceConfiguration, 'limits'>) {
  if (limits?.vCPUs == null && limits?.memoryGB == null) return undefined
  return {
    containers: {
      ...(limits.vCPUs != null && { cpu: limits.vCPUs }),
      ...(limits.memoryGB != null && { memoryBytes: Math.round(limits.memoryGB * 1e9) }),
    },
  }
}
