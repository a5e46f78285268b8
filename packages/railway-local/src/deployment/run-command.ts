import { closeSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { keepBuildLines } from '../logs/deployment-log.ts'
import { Follower } from '../logs/follow.ts'
import { endProcess, sweepGroup } from '../process/end.ts'
import { adopt, type Exit, type Launch, launch } from '../process/launch.ts'
import { type Host, places } from '../supervisor/host.ts'
import { aborted } from './ended.ts'

/** A build or pre-deploy command as it is started. */
export type Command = Pick<Launch, 'program' | 'directory' | 'environment'>

/**
 * Runs a build or pre-deploy command of a deployment to its end, its output going into the build log. When the signal
 * is aborted, the command and all that it started are killed.
 */
export async function runCommand(host: Host, id: string, command: Command, signal: AbortSignal): Promise<Exit> {
  const place = places.deployment(host, id)
  for (const name of ['home', 'tmp']) mkdirSync(join(place, name), { recursive: true, mode: 0o700 })
  const output = join(place, 'command-output.txt')
  const errors = join(place, 'command-errors.txt')
  const record = commandRecord(host, id)
  for (const file of [output, errors]) closeSync(openSync(file, 'w', 0o600))
  const follower = await Follower.begin({
    output,
    errors,
    onLines: (lines) =>
      keepBuildLines(
        host,
        id,
        lines.map(({ read, ...line }) => line),
      ),
  })
  try {
    const { program, directory, environment } = command
    const running = launch({ program, directory, environment, output, errors, record })
    await Promise.race([running.exited, aborted(signal)])
    if (signal.aborted) await endProcess(running, 0)
    sweepGroup(running)
    return await running.exited
  } finally {
    follower.end()
  }
}

/** Kills a command that an earlier supervisor was running for this deployment when it was killed. */
export async function endLostCommand(host: Host, id: string): Promise<void> {
  const lost = adopt(commandRecord(host, id))
  if (lost !== undefined) await endProcess(lost, 0)
}

function commandRecord(host: Host, id: string): string {
  return join(places.deployment(host, id), 'command')
}
