import { type RailwayPlatform, type RailwayTargets, Secret } from '@kickai/railway'
import type { RailwayPlace } from '../config/config.ts'
import type { Configuration, ConfiguredEnvironment } from '../config/configuration.ts'
import { CommandError } from '../error/command-error.ts'
import { version } from '../program/version.ts'
import { demandApart } from '../release/apart.ts'
import { demandSecrets, referencesIn, secretsOf, valuesOf } from '../release/secrets.ts'
import { ownSettings } from '../release/settings.ts'
import { runningLocal } from '../workspace/local-record.ts'
import type { Connection, Project } from './connection.ts'
import { registryReferences } from './registry.ts'
import { journalReferences } from './shared-journal.ts'

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
  const { connectEmbedded } = await import('./embedded.ts')
  return await connectEmbedded(project, environment, { url: record.platform, companions: record.companions })
}

async function connectRailway(
  project: Project,
  environment: ConfiguredEnvironment,
  place: RailwayPlace,
): Promise<Connection> {
  const { configuration } = project
  const secrets = secretsOf(project)
  await demandSecrets(secrets, [...connectionReferences(configuration, environment), ...settingReferences(environment)])
  await demandApart(onRailway(configuration), secrets, environment.name)
  return await openRailway(project, environment, place.tokenKind ?? 'project')
}

/** The environments on Railway, which must have nothing between them. */
export function onRailway({ environments }: Pick<Configuration, 'environments'>): ConfiguredEnvironment[] {
  return environments.filter(({ railway }) => railway !== undefined)
}

/** The secrets that an environment on Railway needs besides those of its settings, with the place that names them. */
export function connectionReferences(
  configuration: Configuration,
  { name, railway }: ConfiguredEnvironment,
): { path: string; reference: string }[] {
  return [
    ...journalReferences(configuration),
    ...registryReferences(configuration),
    ...(railway ? [{ path: `environments.${name}.railway.token`, reference: railway.token }] : []),
  ]
}

function settingReferences(environment: ConfiguredEnvironment): { path: string; reference: string }[] {
  return [...ownSettings(environment)].flatMap(([service, planned]) =>
    referencesIn(planned, `environments.${environment.name}.settings.${service}`),
  )
}

/**
 * The connection of an environment that has a place on Railway, with a token taken for one of this kind. Demands nothing but a
 * token that can be sent, else it throws `railway-options`: for who has demanded the rest, or tells what is missing besides.
 */
export async function openRailway(
  project: Project,
  environment: ConfiguredEnvironment,
  kind: 'project' | 'account',
): Promise<Connection & { readonly platform: RailwayPlatform }> {
  const { configuration } = project
  const { railway: place } = environment
  const secrets = secretsOf(project)
  const references = [...connectionReferences(configuration, environment), ...settingReferences(environment)]
  // Loaded for who has a token to use: a command that only asks what the journal says starts in less time.
  const [{ openPlatform }, { openRegistry }] = await Promise.all([
    import('./platform.ts'),
    import('./open-registry.ts'),
  ])
  const registry = await openRegistry(configuration, secrets)
  const token = new Secret((place && (await secrets.resolve(place.token))) ?? '')
  return {
    environment: environment.name,
    where: 'railway',
    platform: openPlatform({
      version,
      secrets: await valuesOf(
        secrets,
        references.map(({ reference }) => reference),
      ),
      targets: targetsOf(configuration.environments),
      token: { kind, value: token },
      ...(place?.endpoint !== undefined && { endpoint: place.endpoint }),
    }),
    secrets,
    settings: ownSettings(environment),
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
