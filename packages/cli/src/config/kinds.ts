import { parseSchedule } from '@kickai/railway-local/schedule'
import type { Problem } from '../error/command-error.ts'
import type { CheckedConfig } from './schema.ts'

type CheckedService = CheckedConfig['services'][string]
type CheckedHere = NonNullable<CheckedConfig['environments'][string]['services']>

/** What only a service that answers requests can have. */
const ofWeb = ['health', 'healthTimeoutSeconds', 'smoke'] as const

/** What does not go with the kind of a service. */
export function kindProblems(name: string, service: CheckedService): Problem[] {
  const { kind = 'web', schedule } = service
  const path = `services.${name}`
  const problems: Problem[] = []
  problems.push(...webProblems(path, kind, service))
  if (kind !== 'cron' && schedule !== undefined)
    problems.push({ path: `${path}.schedule`, sentence: 'only a service of kind "cron" has a schedule' })
  if (kind === 'cron' && schedule === undefined)
    problems.push({ path: `${path}.schedule`, sentence: 'it is missing; a cron service is run by one' })
  if (kind === 'cron' && schedule !== undefined) {
    const parsed = parseSchedule(schedule)
    if ('problem' in parsed) problems.push({ path: `${path}.schedule`, sentence: parsed.problem })
  }
  return problems
}

/** What only a web service can have, on one that is none. */
function webProblems(path: string, kind: string, given: { readonly [field in (typeof ofWeb)[number]]?: unknown }) {
  if (kind === 'web') return []
  return ofWeb
    .filter((field) => given[field] !== undefined)
    .map((field) => ({
      path: `${path}.${field}`,
      sentence: `a ${kind} service answers no requests; leave it out, or make the service one of kind "web"`,
    }))
}

/** What is wrong with how services run in one environment. */
export function hereProblems(environment: string, here: CheckedHere, services: CheckedConfig['services']): Problem[] {
  return Object.entries(here).flatMap(([name, given]): Problem[] => {
    const path = `environments.${environment}.services.${name}`
    const service = services[name]
    if (service === undefined)
      return [{ path, sentence: `there is no such service, only ${Object.keys(services).join(', ')}` }]
    const twice = given.replicas !== undefined && given.regions !== undefined
    return [
      ...webProblems(path, service.kind ?? 'web', given),
      ...(twice ? [{ path: `${path}.regions`, sentence: 'regions say how many run; leave out "replicas"' }] : []),
    ]
  })
}
