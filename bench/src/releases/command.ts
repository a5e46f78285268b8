import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

/** How a call of the `kickai` command ended. */
export type Ended = {
  code: number | null
  signal: NodeJS.Signals | null
  /** The JSON document of standard output; absent where the process was killed before it wrote one. */
  // biome-ignore lint/suspicious/noExplicitAny: a document is looked into field by field
  document?: any
  errors: string
  startedAt: number
  seconds: number
}

/** A `kickai` that runs as a process of its own. */
export type Deployer = {
  readonly ended: Promise<Ended>
  /** Kills it by SIGKILL and resolves when it is gone. */
  kill(): Promise<void>
}

export type CallOptions = {
  /** The folder with the configuration. */
  folder: string
  variables: NodeJS.ProcessEnv
  /** A module that is loaded before the command. */
  preload?: string
}

const program = join(import.meta.dirname, '../../../packages/cli/src/main.ts')

/** Starts the command with `--json`. */
export function startKickai(words: readonly string[], { folder, variables, preload }: CallOptions): Deployer {
  const startedAt = Date.now()
  const begun = performance.now()
  const node = preload === undefined ? [] : ['--import', preload]
  const child: ChildProcess = spawn(process.execPath, [...node, program, ...words, '--json'], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, TMPDIR: process.env.TMPDIR, NO_COLOR: '1', ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const { stdout, stderr } = child
  if (stdout === null || stderr === null) throw new Error('The command was started without its outputs.')
  const closed = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>
  const ended = Promise.all([text(stdout), text(stderr), closed]).then(([out, errors, [code, signal]]): Ended => {
    const document = parsed(out)
    const seconds = (performance.now() - begun) / 1000
    return { code, signal, ...(document !== undefined && { document }), errors, startedAt, seconds }
  })
  return {
    ended,
    async kill() {
      child.kill('SIGKILL')
      await closed
    },
  }
}

function parsed(out: string): unknown {
  try {
    return JSON.parse(out)
  } catch (error) {
    // A killed process leaves nothing, or the beginning of a document.
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
