import { beginDeployment } from '../../deployment/begin.ts'
import { writeVariables, writtenVariables } from '../../deployment/variables.ts'
import { Refusal } from '../../errors.ts'
import type { ServiceInstance } from '../../state/records.ts'
import type { Host } from '../../supervisor/host.ts'
import type { Caller } from '../caller.ts'
import type { Resolver } from '../context.ts'
import { environmentFor, instanceFor } from '../lookup.ts'

interface VariablePlace {
  readonly projectId: string
  readonly environmentId: string
  readonly serviceId?: string | null
}

type Input<More> = { readonly input: VariablePlace & More }

export function variableMutations(host: Host) {
  const variableCollectionUpsert: Resolver<
    Input<{ variables: Record<string, string | null>; replace?: boolean | null; skipDeploys?: boolean | null }>
  > = (_, { input }, { caller }) => {
    const affected = affectedBy(host, caller, input)
    demandNames(Object.keys(input.variables))
    const before = input.replace === true ? {} : written(host, input)
    const after = Object.entries({ ...before, ...input.variables }).filter((entry) => entry[1] !== null)
    writeVariables(host, input, Object.fromEntries(after) as Record<string, string>)
    if (input.skipDeploys !== true) deployAgain(host, affected)
    return true
  }
  const variableUpsert: Resolver<Input<{ name: string; value: string; skipDeploys?: boolean | null }>> = (
    _,
    { input },
    { caller },
  ) => {
    const affected = affectedBy(host, caller, input)
    demandNames([input.name])
    writeVariables(host, input, { ...written(host, input), [input.name]: input.value })
    if (input.skipDeploys !== true) deployAgain(host, affected)
    return true
  }
  const variableDelete: Resolver<Input<{ name: string }>> = (_, { input }, { caller }) => {
    const affected = affectedBy(host, caller, input)
    const { [input.name]: deleted, ...rest } = written(host, input)
    if (deleted === undefined) throw new Refusal('Variable not found')
    writeVariables(host, input, rest)
    if (host.options.variableDeleteDeploys) deployAgain(host, affected)
    return true
  }
  return { variableCollectionUpsert, variableUpsert, variableDelete }
}

function written(host: Host, { environmentId, serviceId }: VariablePlace) {
  return writtenVariables(host, environmentId, serviceId ?? undefined)
}

/** The services that a change of these variables concerns; shared ones concern those that refer to them. */
function affectedBy(host: Host, caller: Caller, place: VariablePlace): ServiceInstance[] {
  const { id } = environmentFor(host, caller, place.environmentId, place.projectId)
  if (place.serviceId) return [instanceFor(host, caller, id, place.serviceId)]
  return host.state.instances.where(
    ({ environmentId, serviceId }) =>
      environmentId === id &&
      Object.values(writtenVariables(host, id, serviceId)).some((value) => /\$\{\{\s*shared\./.test(value)),
  )
}

function demandNames(names: readonly string[]): void {
  const wrong = names.filter((name) => name === '' || /[=\0\s]/.test(name))
  if (wrong.length > 0)
    throw new Refusal(`Invalid variable name: ${wrong.map((name) => JSON.stringify(name)).join(', ')}`)
}

/** What serves now is deployed again with its new variables; a service that was never deployed waits for its first. */
export function deployAgain(host: Host, instances: readonly ServiceInstance[]): void {
  for (const instance of instances) {
    const active = instance.active === undefined ? undefined : host.state.deployments.get(instance.active)
    const snapshot = active?.snapshotId === undefined ? undefined : host.state.snapshots.get(active.snapshotId)
    if (snapshot !== undefined) beginDeployment(host, instance, { snapshot, reason: 'redeploy' })
  }
}
