import { execute } from '../../deployment/executions.ts'
import { isScheduled } from '../../deployment/statuses.ts'
import { Refusal } from '../../errors.ts'
import type { Execution } from '../../state/records.ts'
import type { Host } from '../../supervisor/host.ts'
import { connectionOf, type PageArguments } from '../connection.ts'
import type { Resolver } from '../context.ts'
import { instanceFor } from '../lookup.ts'

interface ListInput {
  readonly environmentId: string
  readonly serviceId: string
}

/** The runs of a scheduled service, newest first. */
export function executionQueries(host: Host) {
  const deploymentInstanceExecutions: Resolver<PageArguments & { input: ListInput }> = (_, args, { caller }) => {
    const { input, ...page } = args
    const { id } = instanceFor(host, caller, input.environmentId, input.serviceId)
    return connectionOf(host.state.executions.where(({ instanceId }) => instanceId === id).reverse(), page)
  }
  return { deploymentInstanceExecutions }
}

/** Runs a scheduled service's command now, as when it is due. */
export function executionMutations(host: Host) {
  const deploymentInstanceExecutionCreate: Resolver<{ input: { serviceInstanceId: string } }> = async (
    _,
    { input },
    { caller },
  ) => {
    const named = host.state.instances.get(input.serviceInstanceId)
    if (named === undefined) throw new Refusal('ServiceInstance not found')
    const { active } = instanceFor(host, caller, named.environmentId, named.serviceId)
    const deployment = active === undefined ? undefined : host.state.deployments.get(active)
    if (deployment?.status !== 'SUCCESS' || !isScheduled(deployment))
      throw new Refusal('The service has no scheduled deployment')
    await execute(host, deployment.id)
    return true
  }
  return { deploymentInstanceExecutionCreate }
}

export function executionTypes(host: Host) {
  return {
    DeploymentInstanceExecution: {
      deploymentMeta: ({ deploymentId }: Execution) => host.state.deployments.get(deploymentId)?.meta ?? {},
    },
  }
}
