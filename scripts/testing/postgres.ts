import { execFile } from 'node:child_process'
import { chown, mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { startOnFreePort, startTethered } from './tethered.ts'

/** A throw-away PostgreSQL server on 127.0.0.1, with nothing in it. */
export interface TestPostgres {
  /** Of its one database, with password, without TLS. */
  readonly url: string
  readonly port: number
  readonly password: string
  /** Where its files lie, readable by the user that it runs as. */
  readonly folder: string
  stop(): Promise<void>
}

const user = 'kickai'
const password = 'p@ss/w0rd-of-a-test'

/** Nothing here has to survive a power cut. */
const hasty = ['fsync=off', 'full_page_writes=off', 'synchronous_commit=off', 'shared_buffers=16MB']

/**
 * Starts a server with the programs in `programs`; see `postgres()` in `needs.ts`. They refuse to run as root, so where
 * this process is root they run as a user without rights.
 */
export async function startPostgres(programs: string): Promise<TestPostgres> {
  const owner = process.getuid?.() === 0 ? await plainUser() : undefined
  const folder = await mkdtemp(join(tmpdir(), 'kickai-postgres-'))
  const data = join(folder, 'data')
  const secret = join(folder, 'password')
  await writeFile(secret, password, { mode: 0o600 })
  if (owner) for (const path of [folder, secret]) await chown(path, owner.uid, owner.gid)
  await promisify(execFile)(
    join(programs, 'initdb'),
    [`--pgdata=${data}`, `--username=${user}`, `--pwfile=${secret}`, '--auth=scram-sha-256'].concat(
      '--encoding=UTF8',
      '--locale=C',
      '--no-sync',
      '--no-instructions',
    ),
    { cwd: folder, ...owner },
  )
  const { port, stop } = await startOnFreePort(
    async (wanted) => {
      const settings = [...hasty, 'listen_addresses=127.0.0.1', `port=${wanted}`, `unix_socket_directories=${folder}`]
      const command = ['-D', data, ...settings.flatMap((setting) => ['-c', setting])]
      return startTethered({
        command: [join(programs, 'postgres'), ...command],
        folder,
        signal: 'QUIT',
        ...(owner && { user: owner }),
      })
    },
    async (_, output) => output.includes('ready to accept connections'),
  )
  const url = `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres?sslmode=disable`
  return { url, port, password, folder, stop }
}

/** The database's own user of the system, or one that owns nothing. */
async function plainUser(): Promise<{ uid: number; gid: number }> {
  const users = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'))
  const found = users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody')
  if (found === undefined) throw new Error('There is no user postgres or nobody to run PostgreSQL as.')
  return { uid: Number(found[2]), gid: Number(found[3]) }
}
