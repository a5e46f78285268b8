import { randomUUID } from 'node:crypto'
import type { Environment } from '../../state/records.ts'
import type { Host } from '../../supervisor/host.ts'
import { applyConfig, type ConfigPatch } from '../apply-config.ts'
import type { Resolver } from '../context.ts'
import { environmentFor } from '../lookup.ts'

type Patch = Readonly<Record<string, unknown>>

/** What somebody has prepared in an environment: kept and told, until it is committed. */
function patchOf({ id, staged, createdAt, updatedAt }: Environment) {
  const patch = hidden(staged ?? {})
  return { id: `staged-${id}`, environmentId: id, status: 'STAGED', patch, createdAt, updatedAt }
}

/** The same without the values that are to be sealed. */
function hidden(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const isSealed = 'isSealed' in value && value.isSealed === true
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, each]) => (isSealed && name === 'value' ? [] : [[name, hidden(each)]])),
  )
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
  const environmentPatchCommitStaged: Resolver<{ environmentId: string; skipDeploys?: boolean | null }> = async (
    _,
    { environmentId, skipDeploys },
    { caller },
  ) => {
    const environment = environmentFor(host, caller, environmentId)
    await applyConfig(host, environment, (environment.staged ?? {}) as ConfigPatch, {
      skipDeploys: skipDeploys === true,
    })
    const { staged: _committed, ...rest } = environmentFor(host, caller, environmentId)
    host.state.environments.put({ ...rest, updatedAt: Date.now() })
    return randomUUID()
  }
  const environmentPatchCommit: Resolver<{ environmentId: string; patch?: ConfigPatch | null }> = async (
    _,
    { environmentId, patch },
    { caller },
  ) => {
    // What somebody else has staged stays staged.
    await applyConfig(host, environmentFor(host, caller, environmentId), patch ?? {})
    return randomUUID()
  }
  return { environmentStageChanges, environmentPatchCommit, environmentPatchCommitStaged }
}
