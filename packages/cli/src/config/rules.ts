import { isPlatformVariable } from '@kickai/railway'
import { parseRegistry } from '@kickai/release'
import type { Problem } from '../error/command-error.ts'
import { hereProblems, kindProblems } from './kinds.ts'
import type { CheckedConfig } from './schema.ts'
import { vaultProblems } from './vault-command.ts'

/** Names that kickai uses itself. */
const reserved: ReadonlySet<string> = new Set(['rehearsal'])

/**
 * What is wrong between the points of a configuration that are each right by themselves. `incomplete` lets ids of services
 * be missing, for who makes them.
 */
export function ruleProblems(config: CheckedConfig, incomplete: boolean): Problem[] {
  const services = Object.keys(config.services)
  const environments = Object.entries(config.environments)
  const problems: Problem[] = []
  const say = (path: string, sentence: string) => problems.push({ path, sentence })

  if (services.length === 0) say('services', 'at least one service is wanted')
  problems.push(...Object.entries(config.services).flatMap(([name, service]) => kindProblems(name, service)))
  const isProvable = Object.values(config.services).some(({ kind = 'web' }) => kind === 'web')
  if (environments.length === 0) say('environments', 'at least one environment is wanted')
  for (const service of Object.keys(config.preflight ?? {}))
    if (!services.includes(service))
      say(`preflight.${service}`, `there is no such service, only ${services.join(', ')}`)
  const { directory } = config.bundle ?? {}
  if (directory !== undefined && (directory.startsWith('/') || directory.split(/[\\/]/).includes('..')))
    say('bundle.directory', 'it must be a folder below the repository')

  for (const [index, { to, key, environments: told = [] }] of (config.notify ?? []).entries()) {
    if (key !== undefined && to !== 'url') say(`notify.${index}.key`, `${to} knows no signatures; a key is for "url"`)
    for (const name of told)
      if (config.environments[name] === undefined)
        say(
          `notify.${index}.environments`,
          `there is no environment ${name}, only ${Object.keys(config.environments).join(', ')}`,
        )
  }

  for (const [name, environment] of environments) {
    const path = `environments.${name}`
    if (reserved.has(name)) say(path, 'kickai uses this name itself; choose another')
    if (environment.identity === 'proven' && services.length > 0 && !isProvable)
      say(
        `${path}.identity`,
        'no service here answers requests, so none can prove who it is; "attested" is all there is',
      )
    for (const [service, settings] of Object.entries(environment.settings ?? {})) {
      if (!services.includes(service))
        say(`${path}.settings.${service}`, `there is no such service, only ${services.join(', ')}`)
      for (const [setting, value] of Object.entries(settings)) {
        if (isPlatformVariable(setting))
          say(
            `${path}.settings.${service}.${setting}`,
            "names that begin like this are Railway's own: leave it out; it tells a service where it runs itself, in RAILWAY_ENVIRONMENT_NAME and others",
          )
        if (environment.railway !== undefined && typeof value === 'object' && value.secret.startsWith('local:'))
          say(
            `${path}.settings.${service}.${setting}`,
            '"local:" is for the embedded platform; this environment is on Railway',
          )
      }
    }
    for (const service of services) {
      if (!incomplete && environment.railway !== undefined && environment.railway.services[service] === undefined)
        say(
          `${path}.railway.services`,
          `the id of the service ${service} is missing; "kickai provision ${name}" makes the service and tells it`,
        )
    }
    problems.push(...hereProblems(name, environment.services ?? {}, config.services))
  }
  return [
    ...problems,
    ...vaultProblems(config),
    ...artifactProblems(config.artifacts ?? {}),
    ...sharedPlaces(environments),
  ]
}

function artifactProblems({ registry, user, password, token }: NonNullable<CheckedConfig['artifacts']>): Problem[] {
  const problems: Problem[] = []
  const say = (name: string, sentence: string) => problems.push({ path: `artifacts.${name}`, sentence })
  const place = registry === undefined ? undefined : parseRegistry(registry)
  if (typeof place === 'string') say('registry', place)
  if (place === undefined && (user ?? password ?? token) !== undefined)
    say('registry', 'it is missing; without one there is nobody to give a user, a password or a token to')
  if (user !== undefined && password === undefined) say('password', 'it is missing, since there is a user')
  if (password !== undefined && user === undefined) say('user', 'it is missing, since there is a password')
  if (token !== undefined && (user ?? password) !== undefined)
    say('token', 'a token stands in place of user and password; leave out one or the other')
  return problems
}

/** Two environments in one place would release over each other. */
function sharedPlaces(environments: readonly (readonly [string, CheckedConfig['environments'][string]])[]): Problem[] {
  const taken = new Map<string, string>()
  const problems: Problem[] = []
  for (const [name, { railway }] of environments) {
    if (railway === undefined) continue
    const place = `${railway.endpoint ?? ''} ${railway.project} ${railway.environment}`
    const other = taken.get(place)
    if (other === undefined) taken.set(place, name)
    else problems.push({ path: `environments.${name}.railway`, sentence: `it is the same place as that of ${other}` })
  }
  return problems
}
