import type { ExpectedIdentity } from '@kickai/release'
import type { Connection, Project } from '../connection/connection.ts'
import { isRoomError } from '../error/described.ts'
import { askHealth, type Grade, gradeOf, type HealthAnswer } from './identity.ts'

/** Who answers in an environment, and what. */
export interface Asked {
  readonly identity: Grade
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
  connect: () => Promise<Pick<Connection, 'environment' | 'platform'>>,
  expected: ExpectedIdentity | undefined,
): Promise<Asked> {
  const [service] = project.configuration.services
  if (service === undefined) return { identity: 'unknown' }
  try {
    const { environment, platform } = await connect()
    const { url, active } = await platform.view({ environment, service: service.name })
    const answer = url === undefined ? undefined : await askHealth(url + service.configuration.healthPath)
    const served = active.length === 1 && active[0] === expected?.deployment
    return {
      identity: expected === undefined ? 'unknown' : gradeOf(answer, expected, served),
      ...(url !== undefined && { url }),
      ...(answer && { health: Object.keys(answer.body).length > 0 ? answer.body : { status: answer.status } }),
    }
  } catch (error) {
    if (!isRoomError(error)) throw error
    return { identity: 'unknown', note: error.message }
  }
}
