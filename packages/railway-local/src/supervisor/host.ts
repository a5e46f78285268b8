import { join } from 'node:path'
import type { Disguises } from '../control/disguises.ts'
import type { Faults } from '../control/faults.ts'
import type { RunningExecution } from '../deployment/executions.ts'
import type { Unit } from '../deployment/unit.ts'
import type { Follower } from '../logs/follow.ts'
import type { State } from '../state/open.ts'
import type { Options } from '../state/options.ts'
import type { Feed } from './feed.ts'
import type { Ports } from './ports.ts'
import type { RouterLink } from './router-link.ts'
import type { Serial } from './serial.ts'

/** A deployment on its way: what takes it off, and when it has left it. */
export interface Journey {
  readonly controller: AbortController
  readonly done: Promise<void>
}

/** What the parts of the supervisor share. */
export interface Host {
  readonly directory: string
  readonly state: State
  options: Options
  readonly feed: Feed
  readonly faults: Faults
  readonly disguises: Disguises
  readonly ports: Ports
  readonly router: RouterLink
  /** Processes of deployments, by deployment. */
  readonly units: Map<string, Unit>
  /** Runs of scheduled deployments' commands, by deployment, and deployments of which one is just being started. */
  readonly executions: Map<string, RunningExecution>
  readonly beginningExecutions: Set<string>
  /** Deployments on their way, by id. */
  readonly moving: Map<string, Journey>
  /** Readers of what services print, by deployment. */
  readonly followers: Map<string, Follower>
  /** One at a time: keeping and dropping images. */
  readonly images: Serial
  /** Writes a line to the supervisor's own log. */
  readonly note: (line: string) => void
  /** Set once the platform is told to stop; from then on nothing changes its recorded state. */
  stopping: boolean
}

/** Where things lie in the platform's directory. */
export const places = {
  deployment: (host: Pick<Host, 'directory'>, id: string) => join(host.directory, 'deployments', id),
  application: (host: Pick<Host, 'directory'>, id: string) => join(host.directory, 'deployments', id, 'app'),
  launchRecord: (host: Pick<Host, 'directory'>, id: string) => join(host.directory, 'deployments', id, 'process'),
  logs: (host: Pick<Host, 'directory'>, id: string) => join(host.directory, 'logs', id),
  httpLog: (host: Pick<Host, 'directory'>, id: string) => join(host.directory, 'http', `${id}.jsonl`),
  samples: (host: Pick<Host, 'directory'>, id: string) => join(host.directory, 'metrics', `${id}.jsonl`),
  snapshot: (host: Pick<Host, 'directory'>, digest: string) =>
    join(host.directory, 'snapshots', digest.replace('sha256:', '')),
  build: (host: Pick<Host, 'directory'>, key: string) => join(host.directory, 'builds', key),
  incoming: (host: Pick<Host, 'directory'>) => join(host.directory, 'incoming'),
}
