import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** A server that a test has started. */
export interface Tethered {
  /** What it has said so far, on both outputs. */
  output(): string
  /** Ends it and removes its folder. */
  stop(): Promise<void>
}

export interface TetheredOptions {
  readonly command: readonly [program: string, ...words: string[]]
  /** Removed with everything in it when the server has ended. */
  readonly folder: string
  /** What ends it. */
  readonly signal: 'TERM' | 'QUIT' | 'KILL'
  /** Another user to run it as. */
  readonly user?: { readonly uid: number; readonly gid: number }
}

/** Waits on its standard input, which closes when the test ends in whatever way; then ends the server. Says nothing itself. */
const shell = `folder=$1; signal=$2; shift 2; "$@" & exec >/dev/null 2>&1
  read -r _; kill -"$signal" $!; wait $!; rm -rf "$folder"`

/** Starts a server that does not outlive this process, even where this process is killed. */
export function startTethered({ command, folder, signal, user = {} as never }: TetheredOptions): Tethered {
  const child: ChildProcess = spawn('/bin/sh', ['-c', shell, 'tethered', folder, signal, ...command], {
    cwd: folder,
    // An interrupt at the terminal is for the tests; they end the server.
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    ...user,
  })
  const closed = once(child, 'close')
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      output += chunk
    })
  }
  return {
    output: () => output,
    async stop() {
      child.stdin?.end()
      await closed
    },
  }
}

/** Starts a server on a free port, on another one where somebody else was faster. */
export async function startOnFreePort(
  start: (port: number) => Promise<Tethered>,
  isReady: (port: number, output: string) => Promise<boolean>,
): Promise<Tethered & { readonly port: number }> {
  const until = performance.now() + 25_000
  for (;;) {
    const port = await freePort()
    const server = await start(port)
    while (performance.now() < until && !/in use/i.test(server.output())) {
      if (await isReady(port, server.output())) return { ...server, port }
      await sleep(20)
    }
    await server.stop()
    if (performance.now() > until) throw new Error(`The server did not become ready:\n${server.output()}`)
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}
