import { podmanEnvironment } from '../container/podman.ts'
import { containerProgram, wordsOf } from '../container/program.ts'
import type { Launch } from '../process/launch.ts'
import type { Deployment } from '../state/records.ts'
import { type Host, places } from '../supervisor/host.ts'
import { type ShellProgram, shellProgram } from './command.ts'
import { declaredEnvironment, serviceEnvironment } from './surroundings.ts'

/** How a deployment's process is started, and whether a signal must go to its whole group to reach it. */
export type Start = Pick<Launch, 'program' | 'directory' | 'environment'> & { readonly shellStays: boolean }

/** Whether a deployment runs in a container. */
export function inContainer({ imageId }: Deployment): boolean {
  return imageId !== undefined
}

/**
 * How a deployment's command is started: by the shell in its own copy of the files, or in a container of its image, with no shell
 * and, where there is no command, as the image says. `line` takes the place of its start command.
 */
export function startOf(
  host: Host,
  deployment: Deployment,
  given: { readonly port?: number; readonly line?: string } = {},
): Start {
  const { port, line } = given
  const startCommand = deployment.configuration.startCommand ?? ''
  const { imageId } = deployment
  const directory = places.application(host, deployment.id)
  if (imageId === undefined) {
    const program = line === undefined ? shellProgram(startCommand) : wholeShell(line)
    return { ...program, directory, environment: serviceEnvironment(host, deployment, port) }
  }
  const own = podmanEnvironment()
  const declared = declaredEnvironment(host, deployment, port)
  const variables = Object.keys(declared).filter((name) => own[name] === undefined)
  const command = wordsOf(line ?? startCommand)
  const program = containerProgram(host, {
    deployment: deployment.id,
    imageId,
    variables,
    ...(command.length > 0 && { command }),
  })
  return { program, directory, environment: { ...declared, ...own }, shellStays: false }
}

/** Of a command that is run once nobody passes signals on; it is ended with its whole group. */
function wholeShell(line: string): ShellProgram {
  return { program: ['/bin/sh', '-c', line], shellStays: true }
}
