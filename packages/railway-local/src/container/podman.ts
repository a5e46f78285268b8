import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { sentenceOf, systemCode } from '../errors.ts'

/** The program that containers are run with: `PODMAN_PATH`, else `podman` wherever it lies. Its own settings are podman's. */
export function podman(): string {
  return process.env.PODMAN_PATH || 'podman'
}

const needed = /^(PATH|HOME|USER|TMPDIR|LANG|XDG_\w+|CONTAINERS?_\w+|REGISTRY_\w+)$/

/** What podman itself needs of this machine: nothing of a service's variables but what is named to it. */
export function podmanEnvironment(): Record<string, string> {
  return machineVariables((name) => needed.test(name))
}

function machineVariables(isWanted: (name: string) => boolean): Record<string, string> {
  const names = Object.keys(process.env).filter(isWanted)
  return Object.fromEntries(names.map((name) => [name, process.env[name] ?? '']))
}

/** Podman could not do what it was asked to; the message is what it said last. */
export class ContainerFailure extends Error {}

/** Runs podman to its end and gives what it prints. Throws `ContainerFailure`. */
export async function askPodman(words: readonly string[], signal?: AbortSignal): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  // A registry may be reached through a proxy; no container is told of it.
  const env = machineVariables((name) => needed.test(name) || /_proxy$/i.test(name))
  const options = { env, maxBuffer: 16 * 2 ** 20, ...(signal && { signal }) }
  execFile(podman(), [...words], options, (error, output, errors) => {
    if (error === null) resolve(output.trim())
    else reject(new ContainerFailure(reasonOf(error, errors), { cause: error }))
  })
  return await promise
}

function reasonOf(error: Error, errors: string): string {
  if (systemCode(error) === 'ENOENT') return 'There is no podman on this machine, or PODMAN_PATH names none'
  const lines = errors.trim().split('\n')
  return (lines.at(-1) || sentenceOf(error)).replace(/^Error: /, '')
}

const mostProcesses = 4096

/**
 * Limits for a container. Podman would ask for more than a machine may allow, and the container would not begin; where a
 * machine does not say, podman decides.
 */
export function limitOptions(): string[] {
  let limits: string
  try {
    limits = readFileSync('/proc/self/limits', 'utf8')
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return []
    throw error
  }
  const hard = (title: string) => Number(new RegExp(`^${title}\\s+\\S+\\s+(\\d+)`, 'm').exec(limits)?.[1] ?? Number.NaN)
  const files = hard('Max open files')
  const processes = Math.min(mostProcesses, hard('Max processes') || mostProcesses)
  return [
    ...(Number.isNaN(files) ? [] : ['--ulimit', `nofile=${files}:${files}`]),
    ...['--ulimit', `nproc=${processes}:${processes}`],
  ]
}
