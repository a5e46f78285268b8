import { parseSchedule } from '@kickai/railway-local/schedule'
import type { Problem } from '../error/command-error.ts'
import type { CheckedConfig } from './schema.ts'

type CheckedService = CheckedConfig['services'][string]

/** What only a service that answers requests can have. */
const ofWeb = ['health', 'healthTimeoutSeconds', 'smoke'] as const

/** What does not go with the kind of a service. */
export function kindProblems(name: string, service: CheckedService): Problem[] {
  const { kind = 'web', schedule } = service
  const path = `services.${name}`
  const problems: Problem[] = []
  if (kind !== 'web') {
    for (const field of ofWeb) {
      if (service[field] !== undefined)
        problems.push({
          path: `${path}.${field}`,
          sentence: `a ${kind} service answers no requests; leave it out, or make the service one of kind "web"`,
        })
    }
  }
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
