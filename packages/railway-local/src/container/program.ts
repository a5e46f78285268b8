import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { systemCode } from '../errors.ts'
import { type Host, places } from '../supervisor/host.ts'
import { askPodman, limitOptions, podman } from './podman.ts'

export interface ContainerOrder {
  readonly deployment: string
  readonly imageId: string
  /** Takes the place of what the image begins with; absent: as the image says. */
  readonly command?: readonly string[]
  /** Names of the variables that the container gets; their values are in podman's environment, never on its command line. */
  readonly variables: readonly string[]
}

/**
 * A container of a deployment as a program in the foreground: it ends when the container does, with its exit code, and
 * passes SIGTERM on. On the machine's own network, as the other services are. One of the same deployment that a killed
 * podman left is replaced.
 */
export function containerProgram(host: Host, order: ContainerOrder): readonly [string, ...string[]] {
  const { deployment, imageId, command, variables } = order
  return [
    podman(),
    ...['run', '--rm', '--replace', '--name', nameOf(deployment), '--pidfile', pidFile(host, deployment)],
    ...['--pull', 'never', '--network', 'host', '--http-proxy=false', '--log-driver', 'none', ...limitOptions()],
    ...variables.flatMap((name) => ['--env', name]),
    ...(command === undefined ? [] : ['--entrypoint', JSON.stringify(command)]),
    imageId,
  ]
}

/** Takes a deployment's container away, whatever it does. Podman itself may be killed without it. */
export async function removeContainer(deployment: string): Promise<void> {
  await askPodman(['rm', '--force', '--ignore', '--time', '0', nameOf(deployment)])
}

/** The process of a deployment's container, by what podman noted; undefined where there is none. */
export function containerProcess(host: Host, deployment: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(pidFile(host, deployment), 'utf8'), 10)
    return pid > 1 ? pid : undefined
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined
    throw error
  }
}

/** To be called before a container is started: the process of the one before counts no more. */
export function forgetProcess(host: Host, deployment: string): void {
  rmSync(pidFile(host, deployment), { force: true })
}

/** Splits a command line as it is run in a container, where no shell need be: by spaces, but for those in quotes. */
export function wordsOf(line: string): string[] {
  return [...line.matchAll(/(?:[^\s"']|"[^"]*"|'[^']*')+/g)].map(([word]) =>
    word.replace(/"([^"]*)"|'([^']*)'/g, '$1$2'),
  )
}

function nameOf(deployment: string): string {
  return `kickai-${deployment}`
}

function pidFile(host: Host, deployment: string): string {
  return join(places.deployment(host, deployment), 'container')
}
