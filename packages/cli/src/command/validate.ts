import { kindOf } from '@kickai/release'
import type { ConfiguredEnvironment } from '../config/configuration.ts'
import type { Project } from '../connection/connection.ts'
import { registryReferences } from '../connection/registry.ts'
import { demandApart } from '../release/apart.ts'
import { demandSecrets, referencesIn, secretsOf } from '../release/secrets.ts'
import { ownSettings } from '../release/settings.ts'
import { referencesWithin } from '../secrecy/references.ts'
import type { Command } from './command.ts'
import { environmentOf, loadProject } from './project.ts'

export const validate: Command = {
  name: 'validate',
  summary: 'see whether configuration and settings hold, without any network',
  arguments: [{ name: 'environment', optional: true, summary: 'also see whether its secrets have values' }],
  options: [],
  example: 'validate production',
  async run(context, [name]) {
    const project = await loadProject(context)
    const { environments } = project.configuration
    if (name !== undefined) await demandOwnSecrets(project, environmentOf(project, name))
    await demandApart(environments, secretsOf(project))
    const names = environments.map((environment) => environment.name)
    const services = project.configuration.services.map(({ name: service, configuration }) => ({
      service,
      kind: kindOf(configuration),
    }))
    return {
      exitCode: 0,
      fields: { valid: true, environments: names, services },
      lines: [
        `${project.configuration.file} holds: ${names.join(', ')}.`,
        ...(services.length > 1
          ? [`A release goes through ${services.map(({ service, kind }) => `${service} (${kind})`).join(', ')}.`]
          : []),
      ],
    }
  },
}

/** Every secret of an environment must have a value here, but for those that only the embedded platform knows. */
async function demandOwnSecrets(project: Project, environment: ConfiguredEnvironment): Promise<void> {
  const path = `environments.${environment.name}`
  const { configuration } = project
  const { journal } = configuration
  const references = [
    ...(environment.railway ? [{ path: `${path}.railway.token`, reference: environment.railway.token }] : []),
    ...(environment.railway && journal !== undefined ? [{ path: 'journal', reference: journal }] : []),
    ...(environment.railway ? registryReferences(configuration) : []),
    ...[...ownSettings(environment)].flatMap(([service, planned]) =>
      referencesIn(planned, `${path}.settings.${service}`),
    ),
    ...referencesWithin(environment.around).map((reference) => ({ path: `${path}, hooks and notify`, reference })),
  ].filter(({ reference }) => !reference.startsWith('local:'))
  await demandSecrets(secretsOf(project), references)
}
