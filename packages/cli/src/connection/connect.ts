import { createRailwayPlatform, type RailwayTargets, Secret } from '@kickai/railway'
import type { RailwayPlace } from '../config/config.ts'
import type { ConfiguredEnvironment } from '../config/configuration.ts'
import { CommandError } from '../error/command-error.ts'
import { version } from '../program/version.ts'
import { demandApart } from '../release/apart.ts'
import { demandSecrets, openSecrets, referencesIn, valuesOf } from '../release/secrets.ts'
import { ownSettings } from '../release/settings.ts'
import { runningLocal } from '../workspace/local-record.ts'
import type { Connection, Project } from './connection.ts'
import { connectEmbedded } from './embedded.ts'
import { openRegistry, registryReferences } from './registry.ts'

/**
 * Connects an environment with its platform: Railway where the configuration gives it a place there, else (or with
 * `local`) the embedded platform. Sends nothing. `secret-missing` names every secret of the environment that has no
 * value, `environments-not-apart` what it shares with another one, `local-not-running` says that the embedded platform
 * is down.
 */
export async function connect(
  project: Project,
  environment: ConfiguredEnvironment,
  options: { readonly local: boolean },
): Promise<Connection> {
  if (environment.railway !== undefined && !options.local)
    return await connectRailway(project, environment, environment.railway)
  const record = runningLocal(project.workspace)
  if (record?.platform === undefined)
    throw new CommandError(
      'local-not-running',
      `${environment.name} is on the embedded platform, which does not run here.`,
    )
  return await connectEmbedded(project, environment, { url: record.platform, companions: record.companions })
}

async function connectRailway(
  project: Project,
  environment: ConfiguredEnvironment,
  place: RailwayPlace,
): Promise<Connection> {
  const { configuration, variables } = project
  const secrets = openSecrets({ environment: variables, root: configuration.root })
  const settings = ownSettings(environment)
  const path = `environments.${environment.name}`
  const demanded = [
    ...(configuration.journal === undefined ? [] : [{ path: 'journal', reference: configuration.journal }]),
    ...registryReferences(configuration),
    { path: `${path}.railway.token`, reference: place.token },
    ...[...settings].flatMap(([service, planned]) => referencesIn(planned, `${path}.settings.${service}`)),
  ]
  await demandSecrets(secrets, demanded)
  const onRailway = configuration.environments.filter(({ railway }) => railway !== undefined)
  await demandApart(onRailway, secrets, environment.name)
  const registry = await openRegistry(configuration, secrets)
  const token = new Secret((await secrets.resolve(place.token)) ?? '')
  return {
    environment: environment.name,
    where: 'railway',
    platform: createRailwayPlatform({
      version,
      secrets: await valuesOf(
        secrets,
        demanded.map(({ reference }) => reference),
      ),
      targets: targetsOf(configuration.environments),
      token: { kind: place.tokenKind ?? 'project', value: token },
      ...(place.endpoint !== undefined && { endpoint: place.endpoint }),
    }),
    secrets,
    settings,
    policy: environment.policy,
    ...(environment.around && { around: environment.around }),
    journal: project.workspace.journals.railway,
    spool: project.workspace.spools.railway,
    ...(registry && { registry }),
  }
}

/** All environments on Railway: preflight says where two of them share something. */
function targetsOf(environments: readonly ConfiguredEnvironment[]): RailwayTargets {
  return Object.fromEntries(
    environments.flatMap(({ name, railway }) => {
      if (railway === undefined) return []
      const { project: projectId, environment: environmentId } = railway
      const services = Object.entries(railway.services)
      return [
        [
          name,
          Object.fromEntries(
            services.map(([service, serviceId]) => [service, { projectId, environmentId, serviceId }]),
          ),
        ],
      ]
    }),
  )
}
