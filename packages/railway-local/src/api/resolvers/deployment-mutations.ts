import { cancel, deployLatest, redeploy, remove, restart, rollBack, stop } from '../../deployment/actions.ts'
import { Refusal } from '../../errors.ts'
import type { Deployment } from '../../state/records.ts'
import type { Host } from '../../supervisor/host.ts'
import type { Resolver } from '../context.ts'
import { deploymentFor, instanceFor } from '../lookup.ts'

type InstancePlace = { environmentId: string; serviceId: string; commitSha?: string | null }

export function deploymentMutations(host: Host) {
  const deploy = (
    caller: Parameters<typeof instanceFor>[1],
    { environmentId, serviceId, commitSha }: InstancePlace,
  ) => {
    const instance = instanceFor(host, caller, environmentId, serviceId)
    // No repository can be connected here, so no commit is ever known.
    if (commitSha) throw new Refusal('Commit not found')
    return deployLatest(host, instance)
  }
  /** A change of one deployment that only says that it was done. */
  const changing =
    (act: (host: Host, deployment: Deployment) => unknown): Resolver<{ id: string }> =>
    async (_, { id }, { caller }) => {
      await act(host, deploymentFor(host, caller, id))
      return true
    }
  const serviceInstanceDeployV2: Resolver<InstancePlace> = (_, args, { caller }) => deploy(caller, args).id
  const serviceInstanceDeploy: Resolver<InstancePlace> = (_, args, { caller }) => {
    deploy(caller, args)
    return true
  }
  const serviceInstanceRedeploy: Resolver<InstancePlace> = (_, { environmentId, serviceId }, { caller }) => {
    const { id } = instanceFor(host, caller, environmentId, serviceId)
    const newest = host.state.deployments.where(({ instanceId }) => instanceId === id).at(-1)
    if (newest === undefined) throw new Refusal('Cannot redeploy without a snapshot')
    redeploy(host, newest, true)
    return true
  }
  const deploymentRedeploy: Resolver<{ id: string; usePreviousImageTag?: boolean | null }> = (_, args, { caller }) =>
    redeploy(host, deploymentFor(host, caller, args.id), args.usePreviousImageTag === true)
  return {
    serviceInstanceDeployV2,
    serviceInstanceDeploy,
    serviceInstanceRedeploy,
    deploymentRedeploy,
    deploymentRollback: changing(rollBack),
    deploymentCancel: changing(cancel),
    deploymentStop: changing(stop),
    deploymentRestart: changing(restart),
    deploymentRemove: changing(remove),
  }
}
