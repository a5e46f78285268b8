import {
  attestationOf,
  checkRecord,
  type ExpectedIdentity,
  imageDigestOf,
  kindOf,
  type LiveRelease,
  type PlannedSetting,
  type Policy,
  type ServiceConfiguration,
  type ServiceKind,
  type ServiceView,
  wantedSettings,
} from '@kickai/release'
import type { Connection } from '../connection/connection.ts'
import { isRoomError } from '../error/described.ts'
import { askHealth, type Grade, gradeOf, type HealthAnswer, leastGrade } from './identity.ts'

type AskingConnection = Pick<Connection, 'environment' | 'platform' | 'secrets'>

/** A service that may be looked at. */
export interface AskedFor {
  readonly service: string
  readonly configuration: ServiceConfiguration
  /** Who should run; absent: nobody of ours. */
  readonly expected?: ExpectedIdentity
  /** With these settings. */
  readonly settings?: readonly PlannedSetting[]
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
  /** Whether it proves that it has the settings it should; absent where it tells nothing of them. */
  readonly settings?: 'proven' | 'other'
  /** Of the others: the platform's own word for the deployment. */
  readonly status?: string
}

/** Who runs in an environment. What is said of one service alone is said of the first that answers requests. */
export interface Asked {
  /** The least of all services'. */
  readonly identity: Grade
  /** `proven` where every service that answers requests proves its settings, `other` where one has others. */
  readonly settings?: AskedService['settings']
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
  connect: () => Promise<AskingConnection>,
  wanted: readonly AskedFor[],
): Promise<Asked> {
  try {
    const connection = await connect()
    const services = await Promise.all(wanted.map((each) => askOne(connection, each)))
    const settings = settingsOfAll(services)
    const lead = services.find(({ kind }) => kind === 'web')
    return {
      identity: leastGrade(services.map(({ identity }) => identity)),
      ...(settings && { settings }),
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
  return parts.map(({ service, configuration, settings, deployment }) => ({
    service,
    configuration,
    settings,
    expected: { deployment, digest: artifact.digest },
  }))
}

function settingsOfAll(services: readonly AskedService[]): AskedService['settings'] {
  const told = services.filter(({ kind }) => kind === 'web').map(({ settings }) => settings)
  if (told.includes('other')) return 'other'
  return told.length > 0 && told.every((settings) => settings === 'proven') ? 'proven' : undefined
}

async function askOne(connection: AskingConnection, wanted: AskedFor): Promise<AskedService> {
  const { service, configuration, expected, settings: planned = [] } = wanted
  const { environment, platform } = connection
  const view = await platform.view({ environment, service })
  const kind = kindOf(configuration)
  if (kind !== 'web') {
    const record = expected && attestationOf(kind, view, expected.deployment)
    const good = record !== undefined && checkRecord(kind, record).outcome === 'good'
    return { ...named(wanted), identity: good ? 'attested' : 'unknown', ...(record && { status: record.status }) }
  }
  const { url, active } = view
  const health = url === undefined ? undefined : url + (configuration.healthPath ?? '/')
  const told = health === undefined ? undefined : await askHealth(health)
  const answer =
    told && expected && configuration.image !== undefined ? asRecorded(told, view, expected.deployment) : told
  const served = active.length === 1 && active[0] === expected?.deployment
  const identity = expected === undefined ? 'unknown' : gradeOf(answer, expected, served)
  const settings = identity === 'unknown' ? undefined : await proofOf(health, planned, connection)
  return {
    ...named(wanted),
    identity,
    ...(settings && { settings }),
    ...(url !== undefined && { url }),
    ...(answer && { health: Object.keys(answer.body).length > 0 ? answer.body : { status: answer.status } }),
  }
}

/** Of an image the platform knows the digest; what runs in it can at most tell that of files. */
function asRecorded(answer: HealthAnswer, view: ServiceView, deployment: string): HealthAnswer {
  const { digest: _own, ...told } = answer.answer
  const digest = imageDigestOf(view, deployment)
  return { ...answer, answer: { ...told, ...(digest !== undefined && { digest }) } }
}

/** Asked apart, so that what is told to the probe token alone gets into no output. */
async function proofOf(
  url: string | undefined,
  settings: readonly PlannedSetting[],
  connection: AskingConnection,
): Promise<AskedService['settings']> {
  const wanted = await wantedSettings(settings, connection).catch((error: unknown) => {
    // A release that was live long ago may name secrets that are gone; then it can prove nothing any more.
    if (isRoomError(error)) return undefined
    throw error
  })
  const proof = wanted?.proof
  if (url === undefined || proof === undefined) return undefined
  const told = (await askHealth(url, proof.token))?.answer.settings
  return told === undefined ? undefined : told === proof.fingerprint ? 'proven' : 'other'
}

function named({ service, configuration, expected }: AskedFor) {
  return { service, kind: kindOf(configuration), ...expected }
}
