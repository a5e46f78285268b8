import type { RailwayClient } from '../client/client.ts'
import type { Connection } from '../client/connection.ts'
import type { DeploymentFields } from '../operations/deployment.ts'

/** How fast a deployment is looked at. Milliseconds. */
export interface FollowPace {
  /** Between the first two looks; quick, since a small service is up within a second. */
  readonly firstPollMs: number
  readonly longestPollMs: number
  /** Before the first attempt to have a broken subscription again; doubled with each that fails. */
  readonly firstReconnectMs: number
  readonly longestReconnectMs: number
}

export const followPace: FollowPace = {
  firstPollMs: 250,
  longestPollMs: 2_000,
  firstReconnectMs: 500,
  longestReconnectMs: 15_000,
}

/** What both ways of looking at a deployment need. */
export interface Surroundings {
  readonly connection: Connection
  readonly client: RailwayClient
  readonly pace: FollowPace
  /** Hears of trouble that is borne; scrubbed. */
  readonly note: (sentence: string) => void
}

/** Takes what was seen of a deployment. */
export type Seen = (fields: DeploymentFields) => void
