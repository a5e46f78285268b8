import { type Finding, kindOf, type Secrets } from '@kickai/release'
import { type ConfiguredEnvironment, servicesIn } from '../config/configuration.ts'
import { connectionReferences } from '../connection/connect.ts'
import type { Project } from '../connection/connection.ts'
import { asFindings } from '../preflight/findings.ts'
import { ownChecks } from '../preflight/own-checks.ts'
import { sharedBetween } from '../release/apart.ts'
import { demandSecrets, referencesIn, secretsOf } from '../release/secrets.ts'
import { ownSettings } from '../release/settings.ts'
import { referencesWithin } from '../secrecy/references.ts'
import type { Command } from './command.ts'
import { environmentOf, loadProject } from './project.ts'

/** As for a configuration that says something that cannot be. */
const problemExitCode = 2

interface FoundIn extends Finding {
  readonly environment: string
  readonly service: string
}

export const validate: Command = {
  name: 'validate',
  summary: 'see whether configuration and settings hold, without any network',
  arguments: [{ name: 'environment', optional: true, summary: 'also see whether its secrets have values' }],
  options: [],
  example: 'validate production',
  async run(context, [name]) {
    const project = await loadProject(context)
    const { environments } = project.configuration
    const one = name === undefined ? undefined : environmentOf(project, name)
    if (one !== undefined) await demandOwnSecrets(project, one)
    const [shared, own] = await Promise.all([
      sharedBetween(environments, secretsOf(project), one?.name),
      checkSettings(project, one === undefined ? environments : [one]),
    ])
    const findings: (Finding & Partial<FoundIn>)[] = [...asFindings('environments-not-apart', shared), ...own]
    const problems = findings.filter(({ severity }) => severity === 'problem').length
    const names = environments.map((environment) => environment.name)
    const services = project.configuration.services.map(({ name: service, configuration }) => ({
      service,
      kind: kindOf(configuration),
    }))
    return {
      exitCode: problems > 0 ? problemExitCode : 0,
      fields: { valid: problems === 0, environments: names, services, findings },
      lines: [
        `${project.configuration.file} ${problems === 0 ? 'holds' : 'does not hold'}: ${names.join(', ')}.`,
        ...(services.length > 1
          ? [`A release goes through ${services.map(({ service, kind }) => `${service} (${kind})`).join(', ')}.`]
          : []),
        ...findings.map(
          ({ environment, severity, code, sentence, wayOut }) =>
            `  ${environment === undefined ? '' : `${environment}  `}${severity}  ${code}: ${sentence} ${wayOut}`,
        ),
      ],
    }
  },
}

/** What the configuration's own checks find that ask nobody. A vault is asked only for an environment that was named. */
async function checkSettings(project: Project, environments: readonly ConfiguredEnvironment[]): Promise<FoundIn[]> {
  const secrets = secretsOf(project)
  const here: Secrets = {
    resolve: async (reference) =>
      environments.length > 1 && reference.startsWith('vault:') ? undefined : await secrets.resolve(reference),
  }
  const check = ownChecks(project.configuration, here, { offline: true })
  const found = environments.flatMap((environment) => {
    const settings = ownSettings(environment)
    return servicesIn(project.configuration, environment.name).map(async ({ name: service }) => {
      const target = { environment: environment.name, service }
      return (await check(target, settings.get(service) ?? [])).map((finding) => ({ ...target, ...finding }))
    })
  })
  return (await Promise.all(found)).flat()
}

/** Every secret of an environment must have a value here, but for those that only the embedded platform knows. */
async function demandOwnSecrets(project: Project, environment: ConfiguredEnvironment): Promise<void> {
  const path = `environments.${environment.name}`
  const { configuration } = project
  const references = [
    ...(environment.railway ? connectionReferences(configuration, environment) : []),
    ...[...ownSettings(environment)].flatMap(([service, planned]) =>
      referencesIn(planned, `${path}.settings.${service}`),
    ),
    ...referencesWithin(environment.around).map((reference) => ({ path: `${path}, hooks and notify`, reference })),
  ].filter(({ reference }) => !reference.startsWith('local:'))
  await demandSecrets(secretsOf(project), references)
}
