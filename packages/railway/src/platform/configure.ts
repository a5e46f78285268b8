import type { Permission, ServiceConfiguration, Target, Variables } from '@kickai/release'
import { RailwayError } from '../errors/railway-error.ts'
import { sealedVariables } from '../operations/environment.ts'
import { type ServiceSettings, serviceInstanceUpdate, serviceSettings } from '../operations/service.ts'
import { variableCollectionUpsert } from '../operations/variables.ts'
import type { PlatformSurroundings } from './surroundings.ts'
import { placeOf, type RailwayPlace } from './targets.ts'
import { readVariables } from './variables.ts'

const looksBack = 4
const betweenLooksMs = 250

/**
 * Sets how a service runs and all its variables, then reads both back. Starts no deployment. A start command that is
 * not named stays as it is; variables that are not named are removed. Values are never compared or shown: Railway
 * gives references and sealed ones back in another form.
 */
export async function configureService(
  surroundings: PlatformSurroundings,
  target: Target,
  configuration: ServiceConfiguration,
  variables: Variables,
  permission?: Permission,
): Promise<void> {
  const place = placeOf(surroundings.targets, target)
  const { projectId, environmentId, serviceId } = place
  const { client } = surroundings
  const input = {
    ...(configuration.startCommand === undefined ? {} : { startCommand: configuration.startCommand }),
    healthcheckPath: configuration.healthPath,
    healthcheckTimeout: configuration.healthTimeoutSeconds,
    overlapSeconds: configuration.overlapSeconds,
    drainingSeconds: configuration.drainingSeconds,
    restartPolicyType: configuration.restartPolicy,
    restartPolicyMaxRetries: configuration.restartRetries,
  }
  const updated = await client.request(serviceInstanceUpdate, { environmentId, serviceId, input }, { permission })
  if (!updated.serviceInstanceUpdate) throw notApplied(target, 'Railway said no to the settings')
  const upsert = {
    projectId,
    environmentId,
    serviceId,
    variables: Object.fromEntries(variables),
    replace: true,
    skipDeploys: true,
  }
  const secrets = [...variables.values()]
  const set = await client.request(variableCollectionUpsert, { input: upsert }, { secrets, permission })
  if (!set.variableCollectionUpsert) throw notApplied(target, 'Railway said no to the variables')
  await readBack(surroundings, target, place, configuration, variables)
}

/** Looks until everything is as it was set, a few times, since Railway may answer from before the change. */
async function readBack(
  surroundings: PlatformSurroundings,
  target: Target,
  place: RailwayPlace,
  configuration: ServiceConfiguration,
  variables: Variables,
): Promise<void> {
  const { client, connection } = surroundings
  const { environmentId, serviceId } = place
  for (let look = 1; ; look += 1) {
    const [{ serviceInstance }, held] = await Promise.all([
      client.request(serviceSettings, { environmentId, serviceId }),
      readVariables(client, place),
    ])
    const missing = [...variables.keys()].filter((name) => !held.has(name))
    const sealed = missing.length === 0 ? new Set<string>() : await sealedNames(surroundings, place)
    const differences = [
      ...settingDifferences(configuration, serviceInstance),
      ...missing.filter((name) => !sealed.has(name)).map((name) => `${name} is missing`),
      ...[...held.keys()].filter((name) => !variables.has(name)).map((name) => `${name} is still there`),
    ]
    if (differences.length === 0) return
    if (look === looksBack) throw notApplied(target, differences.join('; '))
    await connection.clock.sleep(betweenLooksMs * look)
  }
}

/** A sealed variable is there without being shown, so its name is looked up in the environment's configuration. */
async function sealedNames(surroundings: PlatformSurroundings, place: RailwayPlace): Promise<ReadonlySet<string>> {
  const { projectId, environmentId, serviceId } = place
  const { environment } = await surroundings.client.request(sealedVariables, { id: environmentId, projectId })
  const declared = environment.config.services?.[serviceId]?.variables ?? {}
  return new Set(Object.keys(declared).filter((name) => declared[name]?.isSealed === true))
}

function settingDifferences(wanted: ServiceConfiguration, held: ServiceSettings): string[] {
  const pairs: [name: string, wanted: string | number | undefined, held: string | number | null | undefined][] = [
    ['start command', wanted.startCommand, held.startCommand],
    ['health path', wanted.healthPath, held.healthcheckPath],
    ['health time limit', wanted.healthTimeoutSeconds, held.healthcheckTimeout],
    ['overlap', wanted.overlapSeconds, held.overlapSeconds ?? 0],
    ['draining time', wanted.drainingSeconds, held.drainingSeconds ?? 0],
    ['restart policy', wanted.restartPolicy, held.restartPolicyType],
    ['restart retries', wanted.restartRetries, held.restartPolicyMaxRetries],
  ]
  return pairs
    .filter(([, want, have]) => want !== undefined && want !== have)
    .map(([name]) => `the ${name} is not as it was set`)
}

function notApplied(target: Target, what: string): RailwayError {
  return new RailwayError({
    code: 'configuration-not-applied',
    message: `Railway does not hold what was set for ${target.service} in ${target.environment}: ${what}.`,
    wayOut:
      'See whether somebody else changes this environment, or a configuration file in the repository overrides it.',
    acted: 'unknown',
  })
}
