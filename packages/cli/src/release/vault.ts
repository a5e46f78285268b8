import { spawn } from 'node:child_process'
import { basename } from 'node:path'
import { systemCode } from '../build/build-error.ts'
import { commandFor, type VaultCommand } from '../config/vault-command.ts'
import { CommandError } from '../error/command-error.ts'

/** No secret is longer; what is, is something else than a value. */
const mostBytes = 64 * 1024

/** How a vault's command is run. */
export interface VaultSurroundings {
  /** The repository's root. */
  readonly root: string
  readonly environment: NodeJS.ProcessEnv
}

/**
 * Fetches a secret by a vault's command: without a shell, in a process group that is ended with its deadline. What it
 * writes to standard output is the value, without the line break at its end; nothing of what it writes is told to anybody.
 * Throws `secret-unavailable`.
 */
export async function fetchFromVault(
  vault: VaultCommand,
  reference: string,
  { root, environment }: VaultSurroundings,
): Promise<string> {
  const [program = '', ...words] = commandFor(vault, reference)
  const child = spawn(program, words, {
    cwd: root,
    env: environment,
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const chunks: Buffer[] = []
  let stopped: string | undefined
  const stop = (why: string) => {
    stopped ??= why
    if (child.pid !== undefined) killGroup(child.pid)
    child.stdout.destroy()
  }
  const timer = setTimeout(() => stop(`was not done within ${vault.limitMs / 1000} s`), vault.limitMs)
  let bytes = 0
  child.stdout.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > mostBytes) stop(`wrote more than ${mostBytes / 1024} KiB`)
    else chunks.push(chunk)
  })
  try {
    const ended = await new Promise<string>((resolve, reject) => {
      child.on('error', reject)
      child.on('close', (code, signal) => resolve(signal ?? `code ${code}`))
    })
    const value = Buffer.concat(chunks)
      .toString('utf8')
      .replace(/\r?\n$/, '')
    const why = stopped ?? (ended === 'code 0' ? undefined : `ended with ${ended}`)
    if (why !== undefined) throw unavailable(reference, program, why)
    if (value === '') throw unavailable(reference, program, 'wrote nothing')
    return value
  } catch (error) {
    if (error instanceof CommandError) throw error
    throw unavailable(reference, program, systemCode(error) === 'ENOENT' ? 'is not there' : 'could not be started')
  } finally {
    clearTimeout(timer)
  }
}

/** Arguments are not told: somebody may have put a token there. */
function unavailable(reference: string, program: string, why: string): CommandError {
  return new CommandError(
    'secret-unavailable',
    `${reference} cannot be had: the vault's command ${basename(program)} ${why}.`,
  )
}

function killGroup(group: number): void {
  try {
    process.kill(-group, 'SIGKILL')
  } catch (error) {
    if (systemCode(error) !== 'ESRCH') throw error
    // It has ended already.
  }
}
