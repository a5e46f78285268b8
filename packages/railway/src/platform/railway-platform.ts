import type { Platform, Target } from '@kickai/release'
import { clientOf } from '../client/client.ts'
import { type ConnectionOptions, createConnection } from '../client/connection.ts'
import { followDeployment } from '../follow/follow.ts'
import { type FollowPace, followPace } from '../follow/surroundings.ts'
import { deploymentRedeploy, serviceInstanceDeploy } from '../operations/deployment-changes.ts'
import { preflightFindings } from '../preflight/preflight.ts'
import { uploadBundle } from '../upload/upload.ts'
import { configureService } from './configure.ts'
import { readExecutions } from './executions.ts'
import { readLogs } from './logs.ts'
import { removeDeployment } from './remove.ts'
import { rollBack } from './roll-back.ts'
import type { PlatformSurroundings } from './surroundings.ts'
import { placeOf, type RailwayTargets, targetProblems } from './targets.ts'
import { countTraffic } from './traffic.ts'
import { readUsage } from './usage.ts'
import { holdsReference, readSettings } from './variables.ts'
import { lookAtDeployment, viewService } from './view.ts'
import { describeToken, type TokenDescription } from './which-token.ts'

export interface RailwayPlatformOptions extends ConnectionOptions {
  readonly targets: RailwayTargets
  /** Hears of trouble that was borne (a look that failed, a broken subscription); scrubbed. */
  readonly note?: (sentence: string) => void
  readonly pace?: Partial<FollowPace>
}

/** The platform port, and what diagnosis asks besides. */
export interface RailwayPlatform extends Platform {
  /** What the token is good for. Throws `railway-not-authorized`. */
  whichToken(): Promise<TokenDescription>
}

/**
 * Railway behind the platform port; real or embedded, by the endpoint. Throws `railway-options` at once where the
 * options are no good. All methods throw `RailwayError`, whose `acted` says whether a change may have happened.
 */
export function createRailwayPlatform(options: RailwayPlatformOptions): RailwayPlatform {
  const connection = createConnection(options, targetProblems(options.targets))
  const client = clientOf(connection)
  const surroundings: PlatformSurroundings = {
    connection,
    client,
    pace: { ...followPace, ...options.pace },
    note: options.note ?? (() => {}),
    targets: options.targets,
  }
  const placed = (target: Target) => placeOf(options.targets, target)
  return {
    view: (target) => viewService(surroundings, target),
    preflight: (target, scope = {}) => preflightFindings(surroundings, target, scope),
    heldSettings: async (target) => readSettings(client, placed(target)),
    fillsIn: holdsReference,
    configure: (target, configuration, variables, permission, sealed) =>
      configureService(surroundings, target, configuration, variables, permission, sealed),
    async upload(target, archive, message, permission) {
      return { deployment: await uploadBundle(connection, placed(target), archive, message, permission) }
    },
    async deployImage(target, permission) {
      const { environmentId, serviceId } = placed(target)
      const answered = await client.request(serviceInstanceDeploy, { environmentId, serviceId }, { permission })
      return { deployment: answered.serviceInstanceDeployV2 }
    },
    async restore(target, deployment, permission, of = 'of now') {
      placed(target)
      if (of === 'of then') return { deployment: await rollBack(surroundings, target, deployment, permission) }
      const variables = { id: deployment, usePreviousImageTag: true }
      const answered = await client.request(deploymentRedeploy, variables, { permission })
      return { deployment: answered.deploymentRedeploy.id }
    },
    async deployment(target, id) {
      placed(target)
      return lookAtDeployment(surroundings, id)
    },
    follow(target, id, signal) {
      placed(target)
      return followDeployment(surroundings, id, signal)
    },
    async remove(target, id, unlessServing, permission) {
      placed(target)
      return removeDeployment(surroundings, id, unlessServing, permission)
    },
    async traffic(target, deployment, since) {
      placed(target)
      return countTraffic(surroundings, deployment, since)
    },
    usage: (target, deployment, since) => readUsage(surroundings, placed(target), deployment, since),
    executions: async (target, deployment) => readExecutions(surroundings, placed(target), deployment),
    async logs(target, deployment, limit) {
      placed(target)
      return readLogs(surroundings, deployment, limit)
    },
    whichToken: () => describeToken(client, connection.tokenKind),
  }
}
