import type { Environment } from '../../state/records.ts'
import type { Host } from '../../supervisor/host.ts'
import type { Resolver } from '../context.ts'
import { environmentFor } from '../lookup.ts'

type Patch = Readonly<Record<string, unknown>>

/** What somebody has prepared in an environment. It is kept and told; nothing here ever applies it. */
function patchOf({ id, staged, createdAt, updatedAt }: Environment) {
  const patch = staged ?? {}
  return { id: `staged-${id}`, environmentId: id, status: 'STAGED', patch, createdAt, updatedAt }
}

export function stagedChangesQueries(host: Host) {
  const environmentStagedChanges: Resolver<{ environmentId: string }> = (_, { environmentId }, { caller }) =>
    patchOf(environmentFor(host, caller, environmentId))
  return { environmentStagedChanges }
}

export function stagedChangesMutations(host: Host) {
  const environmentStageChanges: Resolver<{ environmentId: string; input: Patch; merge?: boolean | null }> = (
    _,
    { environmentId, input, merge },
    { caller },
  ) => {
    const environment = environmentFor(host, caller, environmentId)
    const staged = merge ? { ...environment.staged, ...input } : input
    return patchOf(host.state.environments.put({ ...environment, staged, updatedAt: Date.now() }))
  }
  return { environmentStageChanges }
}
