import { existsSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { openSqliteStore, type Store } from '@kickai/store'
import { CommandError } from '../error/command-error.ts'

/** Where a journal and its leases lie: in a file of this machine, or in a store that machines share. */
export type JournalPlace = string | SharedJournal

export interface SharedJournal {
  /** Looks up where the store is and who asks it, and opens it. */
  open(): Promise<Store>
}

/** Where everything lies that kickai keeps for a repository: the folder `.kickai` in its root. */
export interface Workspace {
  readonly root: string
  readonly folder: string
  /** Journals and leases. Railway and this machine have one each: an environment's name means another place on each. */
  readonly journals: { readonly railway: JournalPlace; readonly embedded: string }
  /** What the journals could not take; by journal. */
  readonly spools: { readonly railway: string; readonly embedded: string }
  /** Kept artifacts. */
  readonly artifacts: string
  /** The embedded platform's state. */
  readonly platform: string
  /** What is known of the embedded platform: ids and tokens. */
  readonly places: string
  /** Who runs `kickai local` here. */
  readonly lock: string
  /** Output of companions. */
  readonly logs: string
  /** The last rehearsal: its journal and its figures. */
  readonly rehearsal: string
  /** A folder for one environment of the embedded platform that outlives releases. */
  data(environment: string): string
}

/** `shared` takes the place of the file with what is on Railway. */
export function workspaceOf(root: string, shared?: SharedJournal): Workspace {
  const folder = join(root, '.kickai')
  return {
    root,
    folder,
    journals: { railway: shared ?? join(folder, 'journal.sqlite'), embedded: join(folder, 'journal-local.sqlite') },
    spools: { railway: join(folder, 'spool', 'railway'), embedded: join(folder, 'spool', 'embedded') },
    artifacts: join(folder, 'artifacts'),
    platform: join(folder, 'platform'),
    places: join(folder, 'places.json'),
    lock: join(folder, 'local.json'),
    logs: join(folder, 'logs'),
    rehearsal: join(folder, 'rehearsal'),
    data: (environment) => join(folder, 'data', environment),
  }
}

/** Works with a journal's store and closes it, making folder and file where they are missing. */
export async function withStore<Result>(
  journal: JournalPlace,
  work: (store: Store) => Promise<Result>,
): Promise<Result> {
  if (typeof journal === 'string') makeFolder(dirname(journal))
  const store = typeof journal === 'string' ? openSqliteStore({ path: journal }) : await journal.open()
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}

/** Reads from a journal's store where there is one, and gives `nothing` where there is none; makes no file. */
export async function readStore<Result>(
  journal: JournalPlace,
  nothing: Result,
  read: (store: Store) => Promise<Result>,
): Promise<Result> {
  const isThere = typeof journal !== 'string' || existsSync(journal)
  return isThere ? await withStore(journal, read) : nothing
}

/** Makes a folder that only its owner may enter; `workspace-unwritable` where that cannot be. */
export function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw new CommandError('workspace-unwritable', `${folder} cannot be made.`, { cause: error })
  }
}
