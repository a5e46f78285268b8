import {
  type Artifact,
  type Current,
  type Desired,
  type LiveRelease,
  plannedAfter,
  type ReleaseKind,
  releaseId,
} from '@kickai/release'
import { type Configuration, servicesIn } from '../config/configuration.ts'
import type { Connection } from '../connection/connection.ts'
import { withSecretsOfNow } from './versions.ts'

/** How long a rollback is watched at most: what comes back has been watched before. */
const rollbackBakeMs = 5000

interface Wanted {
  readonly kind: Exclude<ReleaseKind, 'rollback'>
  readonly artifact: Artifact
  readonly from?: string
}

/** An artifact with the configuration's settings, as the release that an environment is to have after what it has `now`. */
export function desiredRelease(
  configuration: Configuration,
  connection: Connection,
  wanted: Wanted,
  now: Pick<Current, 'newest'>,
): Desired {
  return {
    ...head(connection, now),
    ...wanted,
    ...(connection.around && { hooks: connection.around.hooks }),
    parts: servicesIn(configuration, connection.environment).map(({ name, configuration: how, smoke }) => ({
      service: name,
      // Set with the rest of how it runs, so that going back sets what was there before.
      configuration: wanted.artifact.kind === 'image' ? { ...how, image: wanted.artifact.reference } : how,
      settings: connection.settings.get(name) ?? [],
      smoke,
    })),
    policy: connection.policy,
  }
}

/**
 * The live release once more with the secrets of now, and nothing else of the configuration: its images are run again
 * where they are kept.
 */
export function desiredRotation(connection: Connection, live: LiveRelease, now: Pick<Current, 'newest'>): Desired {
  const { policy, around, settings: present } = connection
  return {
    ...head(connection, now),
    kind: 'deploy',
    artifact: live.artifact,
    ...(around && { hooks: around.hooks }),
    parts: live.parts.map(({ service, configuration, settings, smoke = [], deployment }) => ({
      service,
      configuration,
      settings: withSecretsOfNow({ service, settings }, present),
      smoke,
      restore: deployment,
    })),
    policy,
  }
}

/**
 * A release as it was live before, brought back by the deployments that ran it, with the secrets of now. Neither an approval nor a hook stands in
 * the way of going back.
 */
export function desiredRollback(connection: Connection, before: LiveRelease, now: Pick<Current, 'newest'>): Desired {
  const { policy, around } = connection
  const { before: _before, ...hooks } = around?.hooks ?? {}
  return {
    ...head(connection, now),
    kind: 'rollback',
    hooks,
    artifact: before.artifact,
    from: before.release,
    parts: before.parts.map(({ service, configuration, settings, smoke = [], deployment }) => ({
      service,
      configuration,
      settings: withSecretsOfNow({ service, settings }, connection.settings),
      smoke,
      restore: deployment,
    })),
    // What comes back was live, perhaps before anything proved its settings.
    policy: {
      ...policy,
      approval: false,
      bakeMs: Math.min(policy.bakeMs, rollbackBakeMs),
      settingsProof: 'where-echoed',
    },
  }
}

function head(connection: Connection, { newest }: Pick<Current, 'newest'>) {
  const plannedAt = plannedAfter(newest, Date.now())
  const { environment, takeOver = false } = connection
  return { release: releaseId(plannedAt, Math.random), environment, plannedAt, ...(takeOver && { takeOver }) }
}
