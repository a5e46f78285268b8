import { randomUUID } from 'node:crypto'
import { chmodSync, copyFileSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { PlatformError, sentenceOf } from '../errors.ts'
import { Collection, type UndoList } from './collection.ts'
import type {
  Deployment,
  DeploymentEvent,
  Environment,
  Execution,
  PlatformSetting,
  Project,
  Service,
  ServiceInstance,
  Snapshot,
  TokenRecord,
  VariableSet,
} from './records.ts'

/** Everything that the platform remembers. One process writes it. */
export interface State {
  readonly projects: Collection<Project>
  readonly environments: Collection<Environment>
  readonly services: Collection<Service>
  readonly instances: Collection<ServiceInstance>
  readonly variables: Collection<VariableSet>
  readonly tokens: Collection<TokenRecord>
  readonly snapshots: Collection<Snapshot>
  readonly deployments: Collection<Deployment>
  readonly events: Collection<DeploymentEvent>
  readonly executions: Collection<Execution>
  readonly settings: Collection<PlatformSetting>
  /** Applies all changes that `work` makes, or none when it throws. Not across an await, not nested. */
  transaction<Result>(work: () => Result): Result
  close(): void
}

const schemaVersion = 1
const tables = [
  'projects',
  'environments',
  'services',
  'instances',
  'variables',
  'tokens',
  'snapshots',
  'deployments',
  'events',
  'settings',
]

/**
 * Opens `<directory>/state.sqlite`, or makes it. A file that cannot be read whole is refused with `state-unreadable`
 * and left exactly as it was: it is looked at in a copy first.
 */
export function openState(directory: string): State {
  const path = join(directory, 'state.sqlite')
  if (!existsSync(path)) createState(path)
  verify(path)
  const database = new DatabaseSync(path)
  database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL')
  return load(database)
}

/** Made beside its place and then moved there, so that a half-made one is never found. */
function createState(path: string): void {
  const making = `${path}.${randomUUID()}`
  const database = new DatabaseSync(making)
  for (const table of tables)
    database.exec(`CREATE TABLE ${table} (id TEXT PRIMARY KEY, document TEXT NOT NULL) STRICT`)
  database.exec(`PRAGMA user_version = ${schemaVersion}`)
  database.close()
  chmodSync(making, 0o600)
  renameSync(making, path)
}

function verify(path: string): void {
  const copies = mkdtempSync(join(tmpdir(), 'kickai-state-'))
  try {
    const copy = join(copies, 'state.sqlite')
    copyFileSync(path, copy)
    if (existsSync(`${path}-wal`)) copyFileSync(`${path}-wal`, `${copy}-wal`)
    const database = new DatabaseSync(copy)
    try {
      const found = database.prepare('PRAGMA quick_check').get()?.quick_check
      if (found !== 'ok') throw new Error(String(found))
      const version = database.prepare('PRAGMA user_version').get()?.user_version
      if (version !== schemaVersion)
        throw new Error(`it has version ${version}, and this program knows ${schemaVersion}`)
      load(database)
    } finally {
      database.close()
    }
  } catch (error) {
    throw new PlatformError(
      'state-unreadable',
      `The embedded platform's state ${path} cannot be read: ${sentenceOf(error)}.`,
      'Nothing was changed. Put back a copy of that file, or move its whole directory away to begin with an empty platform.',
      error,
    )
  } finally {
    rmSync(copies, { recursive: true, force: true })
  }
}

function load(database: DatabaseSync): State {
  // Files of before there were scheduled services lack this one.
  database.exec('CREATE TABLE IF NOT EXISTS executions (id TEXT PRIMARY KEY, document TEXT NOT NULL) STRICT')
  const undo: UndoList = { steps: [], active: false }
  const open = <Item extends { readonly id: string }>(table: string) => new Collection<Item>(database, table, undo)
  return {
    projects: open('projects'),
    environments: open('environments'),
    services: open('services'),
    instances: open('instances'),
    variables: open('variables'),
    tokens: open('tokens'),
    snapshots: open('snapshots'),
    deployments: open('deployments'),
    events: open('events'),
    executions: open('executions'),
    settings: open('settings'),
    transaction: (work) => {
      database.exec('BEGIN IMMEDIATE')
      undo.active = true
      try {
        const result = work()
        database.exec('COMMIT')
        return result
      } catch (error) {
        for (const step of undo.steps.reverse()) step()
        database.exec('ROLLBACK')
        throw error
      } finally {
        undo.steps.length = 0
        undo.active = false
      }
    },
    close: () => database.close(),
  }
}
