import { type ExpectedIdentity, type LiveRelease, type PlannedSetting, wantedSettings } from '@kickai/release'
import type { Connection, Project } from '../connection/connection.ts'
import { isRoomError } from '../error/described.ts'
import { askHealth, type Grade, gradeOf, type HealthAnswer } from './identity.ts'

/** Who should answer, and with which settings. */
export interface Expected extends ExpectedIdentity {
  readonly settings: readonly PlannedSetting[]
}

/** A live release as who should answer. */
export function expectedOf({ artifact, parts }: LiveRelease): Expected {
  const [part] = parts
  return { deployment: part?.deployment ?? '', digest: artifact.digest, settings: part?.settings ?? [] }
}

/** Who answers in an environment, and what. */
export interface Asked {
  readonly identity: Grade
  /** Whether it proves to have the settings that it should; absent where it tells nothing of them. */
  readonly settings?: 'proven' | 'other'
  readonly url?: string
  /** What the health path answered; `{status}` where that was no JSON object. */
  readonly health?: HealthAnswer['body']
  /** Why nobody could be asked. */
  readonly note?: string
}

/**
 * Asks the service of an environment who it is. What keeps it from asking becomes a note: what the journal tells can be
 * shown all the same.
 */
export async function askService(
  project: Project,
  connect: () => Promise<Pick<Connection, 'environment' | 'platform' | 'secrets'>>,
  expected: Expected | undefined,
): Promise<Asked> {
  const [service] = project.configuration.services
  if (service === undefined) return { identity: 'unknown' }
  try {
    const connection = await connect()
    const { url, active } = await connection.platform.view({
      environment: connection.environment,
      service: service.name,
    })
    const health = url === undefined ? undefined : url + service.configuration.healthPath
    const answer = health === undefined ? undefined : await askHealth(health)
    const served = active.length === 1 && active[0] === expected?.deployment
    const identity = expected === undefined ? 'unknown' : gradeOf(answer, expected, served)
    const settings = identity === 'unknown' ? undefined : await proofOf(health, expected?.settings ?? [], connection)
    return {
      identity,
      ...(settings && { settings }),
      ...(url !== undefined && { url }),
      ...(answer && { health: Object.keys(answer.body).length > 0 ? answer.body : { status: answer.status } }),
    }
  } catch (error) {
    if (!isRoomError(error)) throw error
    return { identity: 'unknown', note: error.message }
  }
}

/** Asked apart, so that what is told to the probe token alone gets into no output. */
async function proofOf(
  url: string | undefined,
  settings: readonly PlannedSetting[],
  connection: Pick<Connection, 'secrets' | 'platform'>,
): Promise<Asked['settings']> {
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
