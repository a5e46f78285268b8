import type { RestartPolicy, ServiceConfiguration } from '../state/records.ts'

/** How a deployment runs, with the platform's defaults in place of what is not set. */
export interface Effective {
  readonly healthPath: string | undefined
  readonly healthTimeoutMs: number
  readonly overlapMs: number
  readonly drainingMs: number
  readonly restartPolicy: RestartPolicy
  readonly restartRetries: number
}

/** Some settings may also be given as variables; the configuration comes first. */
export function effective(configuration: ServiceConfiguration, variables: Readonly<Record<string, string>>): Effective {
  const seconds = (set: number | null | undefined, name: string, otherwise: number) =>
    1000 * (set ?? numberOf(variables[name]) ?? otherwise)
  return {
    healthPath: configuration.healthcheckPath || undefined,
    healthTimeoutMs: seconds(configuration.healthcheckTimeout, 'RAILWAY_HEALTHCHECK_TIMEOUT_SEC', 300),
    overlapMs: seconds(configuration.overlapSeconds, 'RAILWAY_DEPLOYMENT_OVERLAP_SECONDS', 0),
    drainingMs: seconds(configuration.drainingSeconds, 'RAILWAY_DEPLOYMENT_DRAINING_SECONDS', 0),
    restartPolicy: configuration.restartPolicyType ?? 'ON_FAILURE',
    restartRetries: configuration.restartPolicyMaxRetries ?? 10,
  }
}

function numberOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,6}$/.test(text) ? Number(text) : undefined
}
