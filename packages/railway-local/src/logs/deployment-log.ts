import { closeSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { topics } from '../supervisor/feed.ts'
import { type Host, places } from '../supervisor/host.ts'
import { Follower } from './follow.ts'
import { appendJsonLines, type LogLine } from './lines.ts'

/** Where a deployment's logs lie. `output` and `errors` are what its process prints into. */
export function logFiles(host: Pick<Host, 'directory'>, id: string) {
  const directory = places.logs(host, id)
  return {
    directory,
    output: join(directory, 'output.txt'),
    errors: join(directory, 'errors.txt'),
    deployment: join(directory, 'deployment.jsonl'),
    build: join(directory, 'build.jsonl'),
  }
}

/** Writes a line to a deployment's build log; it is also where the platform says what it does with the deployment. */
export function buildLine(host: Host, id: string, message: string, severity = 'info'): void {
  keepBuildLines(host, id, [{ at: Date.now(), severity, message }])
}

export function keepBuildLines(host: Host, id: string, lines: readonly LogLine[]): void {
  appendJsonLines(logFiles(host, id).build, lines)
  host.feed.publish(topics.buildLog(id), lines)
}

/** Writes a line of the platform's own into what a deployment's process prints. */
export function deploymentLine(host: Host, id: string, message: string, severity: string): void {
  const lines: LogLine[] = [{ at: Date.now(), severity, message }]
  appendJsonLines(logFiles(host, id).deployment, lines)
  host.feed.publish(topics.deploymentLog(id), lines)
}

/** Reads what the deployment's process prints from now on; harmless where that is done already. */
export async function followOutput(host: Host, id: string): Promise<void> {
  if (host.followers.has(id)) return
  const files = logFiles(host, id)
  mkdirSync(files.directory, { recursive: true, mode: 0o700 })
  for (const file of [files.output, files.errors]) closeSync(openSync(file, 'a', 0o600))
  const follower = await Follower.begin({
    output: files.output,
    errors: files.errors,
    log: files.deployment,
    onLines: (lines) => {
      appendJsonLines(files.deployment, lines)
      host.feed.publish(topics.deploymentLog(id), lines)
    },
  })
  host.followers.set(id, follower)
}

/** Takes in what is left and stops reading. */
export function endFollowing(host: Host, id: string): void {
  host.followers.get(id)?.end()
  host.followers.delete(id)
}
