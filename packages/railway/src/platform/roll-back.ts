import type { Permission, Target } from '@kickai/release'
import { RailwayError } from '../errors/railway-error.ts'
import { deploymentRollback } from '../operations/deployment-changes.ts'
import type { PlatformSurroundings } from './surroundings.ts'
import { viewService } from './view.ts'

const looks = 20
const betweenLooksMs = 500

/**
 * Runs a deployment again with the variables that it was started with; gives the new one's id. Railway does not say what it
 * began, so that is looked for: the one deployment that was not there before and runs the same image. Where it is not seen
 * the error says that it may have acted.
 */
export async function rollBack(
  surroundings: PlatformSurroundings,
  target: Target,
  deployment: string,
  permission: Permission | undefined,
): Promise<string> {
  const { client, connection } = surroundings
  const known = new Set((await viewService(surroundings, target)).deployments.map(({ id }) => id))
  const { deploymentRollback: isBegun } = await client.request(deploymentRollback, { id: deployment }, { permission })
  if (!isBegun) throw notBegun(target)
  let cause: unknown
  for (let look = 1; look <= looks; look += 1) {
    try {
      const found = await newCopy(surroundings, target, deployment, known)
      if (found !== undefined) return found
    } catch (error) {
      // A question that failed did nothing; its error, told as that of the rollback, would have it begun once more.
      cause = error
    }
    await connection.clock.sleep(betweenLooksMs)
  }
  throw unseen(target, cause)
}

/** The one deployment that was not known and runs the image of another one. */
async function newCopy(
  surroundings: PlatformSurroundings,
  target: Target,
  of: string,
  known: ReadonlySet<string>,
): Promise<string | undefined> {
  const { deployments } = await viewService(surroundings, target)
  const image = deployments.find(({ id }) => id === of)?.image
  const [found, ...more] = deployments.filter(
    (record) => !known.has(record.id) && image !== undefined && record.image === image,
  )
  return more.length === 0 ? found?.id : undefined
}

function notBegun({ service, environment }: Target): RailwayError {
  return new RailwayError({
    code: 'rollback-not-begun',
    message: `Railway said no to bringing the old deployment of ${service} in ${environment} back.`,
    wayOut: 'Look at the deployments on Railway, and bring it back there.',
    acted: 'unknown',
  })
}

function unseen({ service, environment }: Target, cause: unknown): RailwayError {
  return new RailwayError({
    code: 'rollback-unseen',
    message: `Railway brings the old deployment of ${service} in ${environment} back, and it is not to be seen which one that is.`,
    wayOut: 'Look at the deployments on Railway.',
    acted: 'unknown',
    cause,
  })
}
