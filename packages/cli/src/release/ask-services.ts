import {
  attestationOf,
  checkRecord,
  type ExpectedIdentity,
  kindOf,
  type LiveRelease,
  type Platform,
  type Policy,
  type ServiceConfiguration,
  type ServiceKind,
} from '@kickai/release'
import type { Connection } from '../connection/connection.ts'
import { isRoomError } from '../error/described.ts'
import { askHealth, type Grade, gradeOf, type HealthAnswer, leastGrade } from './identity.ts'

/** A service that may be looked at. */
export interface AskedFor {
  readonly service: string
  readonly configuration: ServiceConfiguration
  /** Who should run; absent: nobody of ours. */
  readonly expected?: ExpectedIdentity
}

/** Who runs as one service. */
export interface AskedService {
  readonly service: string
  readonly kind: ServiceKind
  /** Of a worker or a cron service `attested` at best: nobody can ask it who it is. */
  readonly identity: Grade
  readonly deployment?: string
  readonly digest?: string
  /** Of a web service: its address, and what the health path answered; `{status}` where that was no JSON object. */
  readonly url?: string
  readonly health?: HealthAnswer['body']
  /** Of the others: the platform's own word for the deployment. */
  readonly status?: string
}

/** Who runs in an environment. What is said of one service alone is said of the first that answers requests. */
export interface Asked {
  /** The least of all services'. */
  readonly identity: Grade
  readonly url?: string
  readonly health?: HealthAnswer['body']
  readonly services: readonly AskedService[]
  /** Why nobody could be asked. */
  readonly note?: string
}

/**
 * Asks the services of an environment who they are, and the platform about those that answer nobody. What keeps it from
 * asking becomes a note: what the journal tells can be shown all the same.
 */
export async function askServices(
  connect: () => Promise<Pick<Connection, 'environment' | 'platform'>>,
  wanted: readonly AskedFor[],
): Promise<Asked> {
  try {
    const { environment, platform } = await connect()
    const services = await Promise.all(wanted.map((each) => askOne(environment, platform, each)))
    const lead = services.find(({ kind }) => kind === 'web')
    return {
      identity: leastGrade(services.map(({ identity }) => identity)),
      ...(lead?.url !== undefined && { url: lead.url }),
      ...(lead?.health && { health: lead.health }),
      services,
    }
  } catch (error) {
    if (!isRoomError(error)) throw error
    const services = wanted.map((each) => ({ ...named(each), identity: 'unknown' as const }))
    return { identity: 'unknown', services, note: error.message }
  }
}

/** Whether every service is as sure as the environment demands; of what nobody can ask, attested is all there is. */
export function allSuffice({ services }: Pick<Asked, 'services'>, demanded: Policy['identity']): boolean {
  return services.every(({ kind, identity }) => {
    return identity === 'proven' || (identity === 'attested' && (kind !== 'web' || demanded === 'attested'))
  })
}

/** What a release that is live is to be asked for. */
export function askedForLive({ parts, artifact }: Pick<LiveRelease, 'parts' | 'artifact'>): AskedFor[] {
  return parts.map(({ service, configuration, deployment }) => ({
    service,
    configuration,
    expected: { deployment, digest: artifact.digest },
  }))
}

async function askOne(environment: string, platform: Platform, wanted: AskedFor): Promise<AskedService> {
  const { service, configuration, expected } = wanted
  const view = await platform.view({ environment, service })
  const kind = kindOf(configuration)
  if (kind !== 'web') {
    const record = expected && attestationOf(kind, view, expected.deployment)
    const good = record !== undefined && checkRecord(kind, record).outcome === 'good'
    return { ...named(wanted), identity: good ? 'attested' : 'unknown', ...(record && { status: record.status }) }
  }
  const { url, active } = view
  const answer = url === undefined ? undefined : await askHealth(url + (configuration.healthPath ?? '/'))
  const served = active.length === 1 && active[0] === expected?.deployment
  return {
    ...named(wanted),
    identity: expected === undefined ? 'unknown' : gradeOf(answer, expected, served),
    ...(url !== undefined && { url }),
    ...(answer && { health: Object.keys(answer.body).length > 0 ? answer.body : { status: answer.status } }),
  }
}

function named({ service, configuration, expected }: AskedFor) {
  return { service, kind: kindOf(configuration), ...expected }
}
