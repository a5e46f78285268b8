import type { Firestore, Settings, Timestamp } from '@google-cloud/firestore'
import { loadDriver } from '../driver/driver.ts'
import { closed as alreadyClosed, newer } from '../refusal.ts'
import type { Store } from '../store.ts'
import { checkedReads } from '../transaction/guard.ts'
import { commitsOf } from './commits.ts'
import { explain, isExisting } from './failure.ts'
import { checkPlace, type Place, placeOf } from './place.ts'
import { readsOf } from './reads.ts'
import { within } from './time-limit.ts'
import { transact } from './transact.ts'

/** Times are milliseconds. */
export interface FirestoreOptions {
  readonly projectId: string
  /** Default: the project's `(default)` database. */
  readonly databaseId?: string
  /** Keeps this store's collections below one document, so that several share a project: `PREFIX/store/…`. */
  readonly prefix?: string
  /** `HOST:PORT` of the emulator. Default `FIRESTORE_EMULATOR_HOST`, else Google's own service. */
  readonly emulator?: string
  /** How often the client tries a transaction while others are in the way, before `store-contention`. Default 8. */
  readonly attempts?: number
  /** How long one answer may take. Default 10 s. */
  readonly answerMs?: number
  /** How long a transaction may take with all its attempts. Default 60 s. */
  readonly transactionMs?: number
  /** How long is tried to find out what became of a commit. Default 10 s. */
  readonly patienceMs?: number
}

const format = 1

/**
 * Opens a store in Firestore, with the credentials that Google's libraries find by themselves
 * (`GOOGLE_APPLICATION_CREDENTIALS`). The package `@google-cloud/firestore` is loaded here and nowhere before.
 *
 * No index has to be made: a query that single fields do not answer is finished here, and reads more than it gives.
 *
 * Throws `bad-store-url`, `bad-name`, `store-driver-missing`, `store-unreachable`, `store-refused`, `store-newer`; later
 * also `store-busy`, `store-timeout` and `store-outcome-unknown`.
 */
export async function openFirestoreStore(options: FirestoreOptions): Promise<Store> {
  const { projectId, prefix, databaseId, answerMs = 10_000, patienceMs = 10_000 } = options
  const emulator = options.emulator ?? process.env.FIRESTORE_EMULATOR_HOST
  checkPlace(projectId, prefix)
  const driver = await loadDriver('@google-cloud/firestore', () => import('@google-cloud/firestore'))
  const database = new driver.Firestore({
    projectId,
    ...(databaseId !== undefined && { databaseId }),
    ...(emulator && onEmulator(emulator)),
  })
  const place = placeOf(database, projectId, prefix)
  const commits = commitsOf(database, place, { answerMs, patienceMs })
  const { attempts = 8, transactionMs = 60_000 } = options
  const surroundings = { database, place, commits, attempts, answerMs, transactionMs }
  const reads = readsOf({ document: (it) => it.get(), query: (it) => it.get() }, place)
  let closed = false

  async function reading<Answer>(read: () => Promise<Answer>): Promise<Answer> {
    if (closed) throw alreadyClosed(place.name)
    try {
      return await within(answerMs, place.name, 'store-unreachable', read())
    } catch (error) {
      throw explain(error, place.name)
    }
  }

  try {
    const now = await reading(() => prepare(place))
    await reading(() => commits.sweep(now))
  } catch (error) {
    await end(database)
    throw error
  }
  return {
    ...checkedReads({
      get: (collection, id) => reading(() => reads.get(collection, id)),
      list: (collection, query) => reading(() => reads.list(collection, query)),
    }),
    async transaction(work) {
      if (closed) throw alreadyClosed(place.name)
      return await transact(surroundings, work)
    },
    now: () => reading(async () => (await place.store.get()).readTime.toMillis()),
    async close() {
      if (closed) return
      closed = true
      await commits.tidy()
      await end(database)
    },
  }
}

/** Refuses a store of a newer version, marks a new one as ours; gives Firestore's time. */
async function prepare(place: Place): Promise<Timestamp> {
  const snapshot = await place.store.get()
  const found = Number(snapshot.get('format') ?? 0)
  if (found > format) throw newer(place.name, found, format)
  if (found === 0) {
    await place.store.create({ format }).catch((error: unknown) => {
      // Another process was as new here.
      if (!isExisting(error)) throw error
    })
  }
  return snapshot.readTime
}

/** The emulator wants no credentials; named here, the domain is not looked for at Google's own machines either. */
function onEmulator(host: string): Settings {
  return { host, ssl: false, universeDomain: 'googleapis.com' }
}

/** Closes the client's connections; what it still waits for is given up. */
async function end(database: Firestore): Promise<void> {
  await database.terminate()
}
