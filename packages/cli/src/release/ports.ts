import { hostname, userInfo } from 'node:os'
import {
  type Artifacts,
  allNotifiers,
  cachedArtifacts,
  directoryArtifacts,
  directorySpool,
  httpProbe,
  type Notifier,
  openNotifier,
  type Ports,
  processesHere,
  systemClock,
} from '@kickai/release'
import type { Store } from '@kickai/store'
import type { Connection, Project } from '../connection/connection.ts'
import type { Progress } from '../output/progress.ts'
import { ownChecks } from '../preflight/own-checks.ts'
import { openHooks } from './hooks.ts'

/** Everything that a release into a connected environment works with. */
export function portsFor(project: Project, connection: Connection, store: Store, progress: Progress): Ports {
  return {
    platform: connection.platform,
    artifacts: artifactsFor(project, connection, progress),
    secrets: connection.secrets,
    probe: httpProbe,
    checks: ownChecks(project.configuration, connection.secrets),
    notifier: notifierFor(connection, progress),
    hooks: openHooks(project, connection, progress),
    clock: systemClock,
    store,
    leaseTimes: project.configuration.lease,
    processes: processesHere(),
    spool: directorySpool(connection.spool),
    ...(project.secrecy && { scrub: project.secrecy.scrub }),
    holder: `${userInfo().username}@${hostname()} (process ${process.pid})`,
  }
}

/** The folder of this machine; with a registry, as a cache in front of that. */
function artifactsFor({ workspace }: Project, { registry }: Connection, progress: Progress): Artifacts {
  const folder = directoryArtifacts(workspace.artifacts)
  if (registry === undefined) return folder
  return cachedArtifacts(folder, registry, (error) => {
    progress.line(`The artifact is not kept on this machine too: ${error instanceof Error ? error.message : error}`)
  })
}

/** Tells whoever sits before the command, and everybody whom the configuration names. */
export function notifierFor({ around, secrets }: Pick<Connection, 'around' | 'secrets'>, progress: Progress): Notifier {
  const destinations = openNotifier(around?.destinations ?? [], { secrets, clock: systemClock })
  return allNotifiers([notifierTo(progress), destinations])
}

/** Tells whoever sits before the command how a release ended. */
function notifierTo(progress: Progress): Notifier {
  return {
    async notify({ environment, about, sentence }) {
      progress.line(about === 'live' ? `${environment}  live` : `${environment}  ${about}: ${sentence}`)
      return []
    },
  }
}
