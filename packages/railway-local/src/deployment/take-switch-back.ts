import type { Deployment } from '../state/records.ts'
import type { Host } from '../supervisor/host.ts'

/**
 * A deployment that is on its way may have been given the traffic already by a supervisor that was killed before it could
 * record that it serves. Where it does not come to serve after all, those that it was to replace, and that still run, have the
 * traffic again; false where nothing was to be taken back. The route is the caller's to put.
 */
export function takeSwitchBack(host: Host, { id, instanceId }: Pick<Deployment, 'id' | 'instanceId'>): boolean {
  const instance = host.state.instances.get(instanceId)
  const replaced = host.state.deployments.where(({ replacedBy, status }) => replacedBy === id && status === 'SUCCESS')
  const [before] = replaced
  if (instance?.active !== id || before === undefined) return false
  host.state.transaction(() => {
    host.state.instances.put({ ...instance, active: before.id })
    for (const { retireAt, replacedBy, ...old } of replaced) host.state.deployments.put(old)
  })
  return true
}
