import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startOnFreePort, startTethered } from './tethered.ts'

/** A throw-away OCI registry on 127.0.0.1, with nothing in it, that lets in one user. */
export interface TestRegistry {
  /** `HOST:PORT`. */
  readonly address: string
  readonly user: string
  readonly password: string
  /** Where it keeps what is put there. */
  readonly data: string
  stop(): Promise<void>
}

const user = 'deployer'
const password = 'p@ss/w0rd-of-a-registry'
/** The password by bcrypt, which is what the registry reads; with little work, since it is asked for with every request. */
const hash = '$2b$04$abcdefghijklmnopqrstuusgN1u3yLJGOrqNfY6NRbZ9yxYrA9Y.6'

/** Starts the registry's program; see `dockerRegistry()` in `needs.ts`. */
export async function startRegistry(program: string): Promise<TestRegistry> {
  let data = ''
  const { port, stop } = await startOnFreePort(
    async (wanted) => {
      const folder = await mkdtemp(join(tmpdir(), 'kickai-registry-'))
      data = join(folder, 'data')
      await writeFile(join(folder, 'users'), `${user}:${hash}\n`)
      await writeFile(join(folder, 'config.yml'), configuration(folder, data, wanted))
      return startTethered({ command: [program, 'serve', join(folder, 'config.yml')], folder, signal: 'KILL' })
    },
    async (_, output) => output.includes('listening on'),
  )
  return { address: `127.0.0.1:${port}`, user, password, data, stop }
}

const configuration = (folder: string, data: string, port: number) => `version: 0.1
log: { level: info }
storage:
  filesystem: { rootdirectory: ${data} }
  delete: { enabled: true }
http: { addr: '127.0.0.1:${port}', secret: of-a-test }
auth:
  htpasswd: { realm: tests, path: ${folder}/users }
`
