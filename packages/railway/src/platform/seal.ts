import type { Permission, Target, Variables } from '@kickai/release'
import { RailwayError } from '../errors/railway-error.ts'
import { environmentPatchCommitStaged, environmentStageChanges, stagedChanges } from '../operations/environment.ts'
import type { PlatformSurroundings } from './surroundings.ts'
import { placeOf } from './targets.ts'
import { readSealedNames } from './variables.ts'

/**
 * Seals variables of a service that are not sealed yet, with their values, as one change that starts no deployment. Railway
 * has no other way than a staged patch, and applies all that is staged: where somebody else has staged something it is
 * refused (`staged-changes`). What cannot be applied is taken back from there, since it holds values.
 */
export async function sealVariables(
  { client, targets }: PlatformSurroundings,
  target: Target,
  variables: Variables,
  names: readonly string[],
  permission: Permission | undefined,
): Promise<void> {
  const place = placeOf(targets, target)
  const { environmentId, serviceId } = place
  const already = await readSealedNames(client, place)
  const open = names.filter((name) => variables.has(name) && !already.has(name))
  if (open.length === 0) return
  const { patch } = (await client.request(stagedChanges, { environmentId })).environmentStagedChanges
  if (!isOurs(patch ?? {}, serviceId, new Set(names))) throw stagedByOthers(target)
  const sealing = Object.fromEntries(open.map((name) => [name, { value: variables.get(name), isSealed: true }]))
  const input = { services: { [serviceId]: { variables: sealing } } }
  const secrets = open.map((name) => variables.get(name) ?? '')
  const commit = { environmentId, commitMessage: `kickai seals ${open.join(', ')}`, skipDeploys: true }
  try {
    await client.request(environmentStageChanges, { environmentId, input }, { secrets, permission })
    await client.request(environmentPatchCommitStaged, commit, { secrets, permission })
  } catch (error) {
    // A lost answer is no failure where it acted. Where nobody can look, what is staged must not stay there: it holds values.
    if (await allSealed().catch(() => false)) return
    const discarding = client.request(environmentStageChanges, { environmentId, input: {} }, { permission })
    const left = await discarding.then(
      () => undefined,
      (reason: unknown) => reason,
    )
    throw left === undefined ? error : leftStaged(target, error)
  }
  if (!(await allSealed())) throw notSealed(target, open)

  async function allSealed(): Promise<boolean> {
    const sealed = await readSealedNames(client, place)
    return open.every((name) => sealed.has(name))
  }
}

/** Nothing is staged, or what a process of ours left there before it could apply it. */
function isOurs(patch: Readonly<Record<string, unknown>>, serviceId: string, names: ReadonlySet<string>): boolean {
  const { services = {}, ...rest } = patch
  if (Object.keys(rest).length > 0) return false
  return Object.entries(Object(services)).every(([id, service]) => {
    const { variables = {}, ...others } = Object(service)
    return (
      id === serviceId && Object.keys(others).length === 0 && Object.keys(variables).every((name) => names.has(name))
    )
  })
}

function stagedByOthers({ environment }: Target): RailwayError {
  return new RailwayError({
    code: 'staged-changes',
    message: `Changes are staged in ${environment} that this release did not stage, and sealing would apply them.`,
    wayOut: 'Apply or discard them on Railway.',
    acted: 'no',
  })
}

function leftStaged({ environment }: Target, cause: unknown): RailwayError {
  return new RailwayError({
    code: 'sealing-left-staged',
    message: `Sealing failed in ${environment}, and what was staged for it could not be taken back.`,
    wayOut: 'Discard the staged changes on Railway: they hold values of secrets.',
    acted: 'unknown',
    cause,
  })
}

function notSealed({ service, environment }: Target, names: readonly string[]): RailwayError {
  return new RailwayError({
    code: 'configuration-not-applied',
    message: `Railway did not seal ${names.join(', ')} of ${service} in ${environment}.`,
    wayOut: 'Seal them on the dashboard, or take "sealed" out of the configuration.',
    acted: 'unknown',
  })
}
