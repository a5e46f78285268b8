import type { Permission, Target } from '@kickai/release'
import { RailwayError } from '../errors/railway-error.ts'
import { serviceInstanceUpdate, serviceSettings } from '../operations/service.ts'
import type { PlatformSurroundings } from './surroundings.ts'
import { placeOf } from './targets.ts'

const looks = 3
const betweenLooksMs = 200

/** What Railway answers where it says no; anything else means that it could not be asked, or not now. */
const refusals: ReadonlySet<string> = new Set(['railway-error', 'railway-input-refused', 'railway-request-unknown'])

/**
 * Takes the image off that a service is set to, in this environment alone: `serviceDisconnect` would take it off in all. Starts no
 * deployment. Nobody has seen yet how Railway takes a source without an image. Where the image is still there afterwards,
 * that is noted and no failure: what is uploaded runs all the same, and going back must not fail by it.
 */
export async function takeImageOff(
  { client, connection, targets, note }: PlatformSurroundings,
  target: Target,
  image: string,
  permission: Permission | undefined,
): Promise<void> {
  const { environmentId, serviceId } = placeOf(targets, target)
  const input = { source: { image: null } }
  const trouble = await client.request(serviceInstanceUpdate, { environmentId, serviceId, input }, { permission }).then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof RailwayError && (error.acted === 'unknown' || refusals.has(error.code))) return error
      throw error
    },
  )
  const isLost = trouble !== undefined && !refusals.has(trouble.code)
  for (let look = 1; look <= looks; look += 1) {
    const { serviceInstance } = await client.request(serviceSettings, { environmentId, serviceId }).catch((error) => {
      // Where nobody can look, what was not answered may have been done.
      throw isLost ? trouble : error
    })
    if (!serviceInstance.source?.image) return
    if (look < looks) await connection.clock.sleep(betweenLooksMs * look)
  }
  if (isLost) throw trouble
  const said = trouble?.said === undefined ? '' : ` Railway said: ${trouble.said}`
  note(`${target.service} in ${target.environment} is still set to ${image}, which was to be taken off.${said}`)
}
