import { randomBytes } from 'node:crypto'
import { appendFileSync, mkdirSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type ApiServer, createApiServer } from '../api/server.ts'
import { Disguises } from '../control/disguises.ts'
import { Faults } from '../control/faults.ts'
import { clearIncoming, recoverDeployments } from '../deployment/recover.ts'
import { placed, wishOf } from '../deployment/routes.ts'
import { startSampling } from '../metrics/samples.ts'
import { removePlatformRecord, writePlatformRecord } from '../platform-record.ts'
import { ownRecord } from '../process/identity.ts'
import { startScheduler } from '../schedule/scheduler.ts'
import { openState, type State } from '../state/open.ts'
import { changeOptions, checkOptions, readOptions } from '../state/options.ts'
import { Feed } from './feed.ts'
import type { Host } from './host.ts'
import { listen, portInUse } from './listen.ts'
import { lockDirectory } from './lock.ts'
import { isFree, Ports } from './ports.ts'
import { RouterLink } from './router-link.ts'
import { createSerial } from './serial.ts'
import { shutDown } from './shut-down.ts'

export interface BootOrder {
  readonly directory: string
  /** The port that is asked for; 0: the recorded one, else any; undefined: the recorded one, else the usual one. */
  readonly port: number | undefined
  /** Options to set before anything starts. */
  readonly options: unknown
}

/**
 * Brings the platform of a directory up: state, router, deployments, API. Throws `PlatformError` where that cannot be;
 * then nothing was changed. `onStopped` is called once it was told to stop and everything has ended.
 */
export async function boot(order: BootOrder, onStopped: () => void): Promise<void> {
  const { directory } = order
  await demandStartable(order)
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const lock = lockDirectory(directory)
  const state = openState(directory)
  const options = order.options === undefined ? readOptions(state) : changeOptions(state, order.options)
  const note = (line: string) =>
    appendFileSync(join(directory, 'supervisor.log'), `${new Date().toISOString()} ${line}\n`)
  const host: Host = {
    directory,
    state,
    options,
    feed: new Feed(),
    faults: new Faults(),
    disguises: new Disguises(),
    ports: new Ports(),
    router: new RouterLink({
      directory,
      keys: () => host.state.instances.all().map(({ id }) => id),
      wish: (key) => wishOf(host, key),
      placed: (key, port) => placed(host, key, port),
      note,
    }),
    units: new Map(),
    executions: new Map(),
    beginningExecutions: new Set(),
    moving: new Map(),
    followers: new Map(),
    images: createSerial(),
    note,
    stopping: false,
  }
  const accountToken = settled(state, 'accountToken', () => randomBytes(24).toString('base64url'))
  let stopSampling = () => {}
  let stopSchedules = () => {}
  const stop = () => {
    if (host.stopping) return
    host.stopping = true
    stopSampling()
    stopSchedules()
    shutDown(host, api)
      .catch((error: unknown) => note(String(error)))
      .finally(() => {
        removePlatformRecord(directory)
        state.close()
        lock.release()
        onStopped()
      })
  }
  const ready = Promise.withResolvers<void>()
  const api: ApiServer = createApiServer(host, accountToken, ready.promise, stop)
  const recorded = state.settings.get('port')?.value
  await listen(api.server, order.port, typeof recorded === 'number' ? recorded : undefined)
  const { port } = api.server.address() as AddressInfo
  state.settings.put({ id: 'port', value: port })
  await clearIncoming(host)
  recoverDeployments(host)
  await host.router.start()
  ready.resolve()
  stopSampling = startSampling(host)
  stopSchedules = startScheduler(host)
  writePlatformRecord(directory, { ...ownRecord(), port, url: `http://127.0.0.1:${port}`, accountToken })
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  note(`supervisor ${process.pid} on port ${port}`)
}

/** What can be refused before anything is made. */
async function demandStartable({ port, options }: BootOrder): Promise<void> {
  if (options !== undefined) checkOptions(options)
  if (port !== undefined && port !== 0 && !(await isFree(port))) throw portInUse(port)
}

/** A setting that is made once and then kept. */
function settled(state: State, id: string, make: () => string): string {
  const there = state.settings.get(id)?.value
  if (typeof there === 'string') return there
  return String(state.settings.put({ id, value: make() }).value)
}
