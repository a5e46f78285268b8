import type { Stored } from './collection.ts'

/** Times are milliseconds since 1970 throughout. */
export interface Project extends Stored {
  readonly name: string
  readonly description?: string
  readonly createdAt: number
  readonly updatedAt: number
}

export interface Environment extends Stored {
  readonly projectId: string
  readonly name: string
  readonly ephemeral: boolean
  readonly sourceEnvironmentId?: string
  /** Changes that are prepared and not applied, in the form of `EnvironmentConfig`; absent: none. */
  readonly staged?: Readonly<Record<string, unknown>>
  readonly volumes?: readonly Volume[]
  readonly createdAt: number
  readonly updatedAt: number
}

/** A volume of a service in one environment. */
export interface Volume {
  readonly id: string
  readonly serviceId: string
  readonly mountPath: string
  readonly createdAt: number
}

export interface Service extends Stored {
  readonly projectId: string
  readonly name: string
  readonly createdAt: number
  readonly updatedAt: number
}

export type RestartPolicy = 'ALWAYS' | 'NEVER' | 'ON_FAILURE'

/** How a service is built and run; what is absent or null is at the platform's default. Seconds where named so. */
export interface ServiceConfiguration {
  readonly buildCommand?: string | null
  readonly startCommand?: string | null
  readonly preDeployCommand?: readonly string[] | null
  readonly healthcheckPath?: string | null
  readonly healthcheckTimeout?: number | null
  readonly overlapSeconds?: number | null
  readonly drainingSeconds?: number | null
  readonly restartPolicyType?: RestartPolicy | null
  readonly restartPolicyMaxRetries?: number | null
  /** When its command is run; without one it runs all the time. */
  readonly cronSchedule?: string | null
  /** Kept and told; nothing here ever sleeps. */
  readonly sleepApplication?: boolean | null
  /** What a deploy without an upload runs: `local/<snapshot id>`, else an image of a registry, by podman. */
  readonly image?: string | null
  /** `owner/name`: kept and answered, never read; nobody pushes to it here. */
  readonly repo?: string | null
  /** Whether a push to the repository would deploy; absent as on Railway, where a repository brings it along. */
  readonly autoDeploy?: boolean | null
  /** Kept and answered; one process runs whatever they say. */
  readonly numReplicas?: number | null
  readonly region?: string | null
  readonly multiRegionConfig?: Readonly<Record<string, { readonly numReplicas: number } | null>> | null
  /** Kept and answered; nothing holds a process to them. */
  readonly limits?: { readonly vCPUs?: number | null; readonly memoryGB?: number | null } | null
}

/** A service in one environment. */
export interface ServiceInstance extends Stored {
  readonly projectId: string
  readonly environmentId: string
  readonly serviceId: string
  readonly configuration: ServiceConfiguration
  /** Where users reach it, on 127.0.0.1, for as long as it exists; 0 until the router has given it one. */
  readonly port: number
  readonly domainId: string
  /** The deployment that traffic goes to. */
  readonly active?: string
  readonly createdAt: number
  readonly updatedAt: number
}

/** Values by name; id is `<environment>/<service>`, or `<environment>/` for those that all services share. */
export interface VariableSet extends Stored {
  readonly values: Readonly<Record<string, string>>
  /** Names of those whose values deployments get and nobody is told; for good. */
  readonly sealed?: readonly string[]
}

/** A project token: the right to one environment. The token itself is not kept. */
export interface TokenRecord extends Stored {
  readonly name: string
  readonly projectId: string
  readonly environmentId: string
  readonly sha256: string
  readonly display: string
  readonly createdAt: number
}

/**
 * What was uploaded once; its files lie under its digest, together with those of other uploads of the same bytes. Or an image of a
 * registry, which podman keeps.
 */
export interface Snapshot extends Stored {
  readonly digest: string
  /** Of an image: podman's id of it, and its reference with the digest. */
  readonly imageId?: string
  readonly reference?: string
  readonly projectId: string
  readonly createdAt: number
}

export type DeploymentStatus =
  | 'QUEUED'
  | 'INITIALIZING'
  | 'BUILDING'
  | 'DEPLOYING'
  | 'SUCCESS'
  | 'FAILED'
  | 'CRASHED'
  | 'REMOVING'
  | 'REMOVED'
  | 'SKIPPED'

export type InstanceStatus =
  | 'CREATED'
  | 'INITIALIZING'
  | 'RUNNING'
  | 'RESTARTING'
  | 'CRASHED'
  | 'EXITED'
  | 'REMOVING'
  | 'REMOVED'
  | 'STOPPED'

export interface Deployment extends Stored {
  readonly projectId: string
  readonly environmentId: string
  readonly serviceId: string
  readonly instanceId: string
  readonly status: DeploymentStatus
  readonly createdAt: number
  readonly updatedAt: number
  readonly statusUpdatedAt: number
  /** Absent where there was nothing to run. */
  readonly snapshotId?: string
  /** Podman's id of the image that it runs in a container; what runs goes on, also when the image is kept no longer. */
  readonly imageId?: string
  /** Another snapshot to run than the one that the record names; only ever set by a fault. */
  readonly runsSnapshotId?: string
  readonly configuration: ServiceConfiguration
  readonly variables: Readonly<Record<string, string>>
  readonly meta: Readonly<Record<string, unknown>>
  readonly replicaId: string
  readonly replicaStatus: InstanceStatus
  /** Where its process listens on 127.0.0.1; 0 before it was started. */
  readonly port: number
  /** How often its process was started again by the restart policy since it serves. */
  readonly restarts: number
  /** When it began to serve; absent where it never did. */
  readonly succeededAt?: number
  /** When a newer deployment took over and it is told to end. */
  readonly retireAt?: number
  /** When its process is killed, once it was told to end. */
  readonly killAt?: number
  /** The deployment that took over. */
  readonly replacedBy?: string
  readonly failure?: string
}

export type ExecutionStatus = 'RUNNING' | 'EXITED' | 'CRASHED' | 'SKIPPED' | 'STOPPED' | 'REMOVED'

/** A run of a scheduled deployment's command. */
export interface Execution extends Stored {
  readonly deploymentId: string
  readonly instanceId: string
  readonly environmentId: string
  readonly serviceId: string
  /** STOPPED: nobody saw how it ended; REMOVED: it was told to end. */
  readonly status: ExecutionStatus
  readonly createdAt: number
  readonly updatedAt: number
  readonly completedAt?: number
}

export type EventStep =
  | 'SNAPSHOT_CODE'
  | 'BUILD_IMAGE'
  | 'PRE_DEPLOY_COMMAND'
  | 'CREATE_CONTAINER'
  | 'HEALTHCHECK'
  | 'CONFIGURE_NETWORK'
  | 'DRAIN_INSTANCES'

export interface EventPayload {
  readonly attempt?: number
  readonly maxAttempts?: number
  readonly durationMs?: number
  readonly error?: string
  readonly reason?: string
  readonly detail?: string
  readonly skipped?: boolean
}

/** A step of a deployment; open while `completedAt` is absent. */
export interface DeploymentEvent extends Stored {
  readonly deploymentId: string
  readonly step: EventStep
  readonly createdAt: number
  readonly completedAt?: number
  readonly payload?: EventPayload
}

/** What the platform keeps about itself; id is the setting's name. */
export interface PlatformSetting extends Stored {
  readonly value: unknown
}
