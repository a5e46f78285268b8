import { delimiter, dirname, join } from 'node:path'
import type { Deployment } from '../state/records.ts'
import { type Host, places } from '../supervisor/host.ts'

/**
 * The variables that a deployment's process gets: its own, the platform's `RAILWAY_…` and `PORT`, and of this machine
 * only what any program needs. Nothing else of the platform's own environment.
 */
export function serviceEnvironment(host: Host, deployment: Deployment, port?: number): Record<string, string> {
  return {
    ...deployment.variables,
    ...machineEnvironment(places.deployment(host, deployment.id)),
    ...ownVariables(host, deployment, port),
  }
}

/** The same without anything of this machine: what a container gets besides what its image says. */
export function declaredEnvironment(host: Host, deployment: Deployment, port?: number): Record<string, string> {
  return { ...deployment.variables, ...ownVariables(host, deployment, port) }
}

function ownVariables(host: Host, deployment: Deployment, port: number | undefined): Record<string, string> {
  return {
    ...(port === undefined ? {} : { PORT: String(port) }),
    ...railwayVariables(host, deployment),
    RAILWAY_DEPLOYMENT_ID: deployment.id,
    RAILWAY_REPLICA_ID: deployment.replicaId,
    ...(deployment.snapshotId === undefined ? {} : { RAILWAY_SNAPSHOT_ID: deployment.snapshotId }),
  }
}

/** Where programs are found, and directories of the deployment's own for home and temporary files. */
export function machineEnvironment(directory: string): Record<string, string> {
  return {
    PATH: [dirname(process.execPath), process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin'].join(delimiter),
    HOME: join(directory, 'home'),
    TMPDIR: join(directory, 'tmp'),
    LANG: process.env.LANG ?? 'C.UTF-8',
  }
}

/** What the platform tells a service of where it is, without what is one deployment's alone. */
export function railwayVariables(
  host: Host,
  place: {
    readonly projectId: string
    readonly environmentId: string
    readonly serviceId: string
    readonly instanceId: string
  },
): Record<string, string> {
  const port = host.state.instances.get(place.instanceId)?.port
  return {
    ...(port === undefined ? {} : { RAILWAY_PUBLIC_DOMAIN: `127.0.0.1:${port}` }),
    RAILWAY_PRIVATE_DOMAIN: '127.0.0.1',
    RAILWAY_PROJECT_ID: place.projectId,
    RAILWAY_PROJECT_NAME: host.state.projects.get(place.projectId)?.name ?? '',
    RAILWAY_ENVIRONMENT_ID: place.environmentId,
    RAILWAY_ENVIRONMENT_NAME: host.state.environments.get(place.environmentId)?.name ?? '',
    RAILWAY_SERVICE_ID: place.serviceId,
    RAILWAY_SERVICE_NAME: host.state.services.get(place.serviceId)?.name ?? '',
    RAILWAY_REPLICA_REGION: 'local',
  }
}
