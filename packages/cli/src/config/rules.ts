import type { Problem } from '../error/command-error.ts'
import type { CheckedConfig } from './schema.ts'

/** Names that kickai uses itself. */
const reserved: ReadonlySet<string> = new Set(['rehearsal'])

/** What is wrong between the points of a configuration that are each right by themselves. */
export function ruleProblems(config: CheckedConfig): Problem[] {
  const services = Object.keys(config.services)
  const environments = Object.entries(config.environments)
  const problems: Problem[] = []
  const say = (path: string, sentence: string) => problems.push({ path, sentence })

  if (services.length !== 1)
    say('services', `${services.length === 0 ? 'a' : 'only one'} service is wanted; a release has one part for now`)
  if (environments.length === 0) say('environments', 'at least one environment is wanted')
  const { directory } = config.bundle ?? {}
  if (directory !== undefined && (directory.startsWith('/') || directory.split(/[\\/]/).includes('..')))
    say('bundle.directory', 'it must be a folder below the repository')

  for (const [name, environment] of environments) {
    const path = `environments.${name}`
    if (reserved.has(name)) say(path, 'kickai uses this name itself; choose another')
    for (const [service, settings] of Object.entries(environment.settings ?? {})) {
      if (!services.includes(service))
        say(`${path}.settings.${service}`, `there is no such service, only ${services.join(', ')}`)
      for (const [setting, value] of Object.entries(settings)) {
        if (environment.railway !== undefined && typeof value === 'object' && value.secret.startsWith('local:'))
          say(
            `${path}.settings.${service}.${setting}`,
            '"local:" is for the embedded platform; this environment is on Railway',
          )
      }
    }
    for (const service of services) {
      if (environment.railway !== undefined && environment.railway.services[service] === undefined)
        say(`${path}.railway.services`, `the id of the service ${service} is missing`)
    }
  }
  return [...problems, ...sharedPlaces(environments)]
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
