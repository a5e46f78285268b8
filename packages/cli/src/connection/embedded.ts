import { createHmac } from 'node:crypto'
import { availableParallelism, totalmem } from 'node:os'
import { type RailwayTargets, Secret } from '@kickai/railway'
import type { CompanionAddress } from '../config/config.ts'
import type { Configuration, ConfiguredEnvironment } from '../config/configuration.ts'
import { CommandError } from '../error/command-error.ts'
import { version } from '../program/version.ts'
import { demandSecrets, referencesIn, secretsOf, valuesOf } from '../release/secrets.ts'
import { localSecrets, localSettings } from '../release/settings.ts'
import { readPlaces } from '../workspace/places.ts'
import { makeFolder } from '../workspace/workspace.ts'
import type { Connection, Project } from './connection.ts'
import { openPlatform } from './platform.ts'

/** Where the embedded platform and what runs beside it answer. */
export interface EmbeddedAddresses {
  readonly url: string
  readonly companions: { readonly [name: string]: CompanionAddress }
}

/** How often things are looked at on this machine, where nothing is far away. */
const checkEveryMs = 200
const figuresEveryMs = 500
const settleMs = 3_000
const defaultBakeSeconds = 1
/** Users, service, platform and release tool share a machine here; what they take from each other is no slower release. */
const leastGrowthMs = 200

/** Connects an environment with the embedded platform, by what was provisioned for it there. */
export async function connectEmbedded(
  project: Project,
  environment: Pick<ConfiguredEnvironment, 'name' | 'settings' | 'policy' | 'around' | 'railway'>,
  addresses: EmbeddedAddresses,
): Promise<Connection> {
  const { configuration, workspace } = project
  const { name } = environment
  const place = readPlaces(workspace)[name]
  if (place === undefined)
    throw new CommandError('local-not-running', `The embedded platform knows no environment ${name} yet.`, {
      wayOut: 'Start "kickai local" again; it adds the environments that are new in the configuration.',
    })
  const unknown = configuration.services.filter((service) => place.services[service.name] === undefined)
  if (unknown.length > 0) {
    const names = unknown.map((service) => service.name).join(', ')
    throw new CommandError('local-not-running', `The embedded platform knows no service ${names} in ${name} yet.`, {
      wayOut: 'Start "kickai local" again; it adds the services that are new in the configuration.',
    })
  }
  const data = workspace.data(name)
  makeFolder(data)
  const probeToken = createHmac('sha256', place.token).update('probe').digest('hex')
  const local = { environment: name, data, companions: { ...addresses.companions }, probeToken }
  const settings = localSettings(configuration, environment, local)
  const secrets = secretsOf(project, { local: () => localSecrets(configuration, local) })
  const demanded = [...settings].flatMap(([service, planned]) =>
    referencesIn(planned, `local.settings(${name}).${service}`),
  )
  await demandSecrets(secrets, demanded)
  const { projectId, environmentId, services, token } = place
  const targets: RailwayTargets = {
    [name]: Object.fromEntries(
      Object.entries(services).map(([service, serviceId]) => [service, { projectId, environmentId, serviceId }]),
    ),
  }
  // Of one whose place is on Railway it is a rehearsal: nobody is told, asked or kept waiting for that.
  const isReal = environment.railway === undefined
  return {
    environment: name,
    where: 'embedded',
    platform: openPlatform({
      version,
      secrets: await valuesOf(
        secrets,
        demanded.map(({ reference }) => reference),
      ),
      endpoint: addresses.url,
      targets,
      token: { kind: 'project', value: new Secret(token) },
    }),
    secrets,
    settings,
    policy: { ...embeddedPolicy(configuration, environment), approval: isReal && environment.policy.approval },
    ...(isReal && environment.around && { around: environment.around }),
    journal: workspace.journals.embedded,
    spool: workspace.spools.embedded,
  }
}

/** What there is on this machine is what a service there may use, where the configuration does not say less. */
function embeddedPolicy(
  configuration: Configuration,
  { policy }: Pick<ConfiguredEnvironment, 'policy'>,
): ConfiguredEnvironment['policy'] {
  const bakeMs = (configuration.local.bakeSeconds ?? defaultBakeSeconds) * 1000
  const { comparison, objectives } = policy
  return {
    ...policy,
    checkEveryMs: Math.min(policy.checkEveryMs, checkEveryMs),
    figuresEveryMs,
    settleMs,
    bakeMs,
    prolongMs: Math.min(policy.prolongMs, bakeMs),
    objectives: { processors: availableParallelism(), memoryBytes: totalmem(), ...objectives },
    comparison: { ...comparison, leastGrowthMs: Math.max(comparison.leastGrowthMs, leastGrowthMs) },
  }
}
