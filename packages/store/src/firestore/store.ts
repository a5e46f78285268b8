import type { Timestamp } from '@google-cloud/firestore'
import { loadDriver } from '../driver/driver.ts'
import { closed as alreadyClosed, newer } from '../refusal.ts'
import type { Store } from '../store.ts'
import { checkedReads } from '../transaction/guard.ts'
import { answersOf } from './answers.ts'
import { end, type ServiceAccount, settingsFor } from './client.ts'
import { commitsOf } from './commits.ts'
import { explain, isExisting } from './failure.ts'
import { checkPlace, type Place, placeOf } from './place.ts'
import { readsOf } from './reads.ts'
import { transact } from './transact.ts'

/** Times are milliseconds. */
export interface FirestoreOptions {
  readonly projectId: string
  /** Default: the project's `(default)` database. */
  readonly databaseId?: string
  /** Keeps this store's collections below one document, so that several share a project: `PREFIX/store/…`. */
  readonly prefix?: string
  /** `HOST:PORT` of the emulator, where `FIRESTORE_EMULATOR_HOST` does not name one. Default: Google's own service. */
  readonly emulator?: string
  /** Who asks. Default: the credentials that Google's libraries find by themselves. */
  readonly account?: ServiceAccount
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
 * Opens a store in Firestore, as `account` or with the credentials that Google's libraries find by themselves
 * (`GOOGLE_APPLICATION_CREDENTIALS`). The package `@google-cloud/firestore` is loaded here and nowhere before.
 *
 * No index has to be made: a query that single fields do not answer is finished here, and reads more than it gives.
 *
 * Throws `bad-store-url`, `bad-name`, `store-driver-missing`, `store-unreachable`, `store-refused`, `store-newer`; later
 * also `store-busy`, `store-timeout` and `store-outcome-unknown`.
 */
export async function openFirestoreStore(options: FirestoreOptions): Promise<Store> {
  const { projectId, prefix, databaseId, account, answerMs = 10_000, patienceMs = 10_000 } = options
  const emulator = process.env.FIRESTORE_EMULATOR_HOST || options.emulator
  checkPlace(projectId, prefix)
  const driver = await loadDriver('@google-cloud/firestore', () => import('@google-cloud/firestore'))
  const database = new driver.Firestore(settingsFor({ projectId, databaseId, emulator, account, answerMs }))
  const place = placeOf(database, projectId, prefix)
  const answers = answersOf(place.name)
  const commits = commitsOf(database, place, answers, { answerMs, patienceMs })
  const { attempts = 8, transactionMs = 60_000 } = options
  const surroundings = { database, place, answers, commits, attempts, answerMs, transactionMs }
  const reads = readsOf({ document: (it) => it.get(), query: (it) => it.get() }, place)
  let closed = false

  async function reading<Answer>(read: () => Promise<Answer>): Promise<Answer> {
    if (closed) throw alreadyClosed(place.name)
    try {
      return await answers.within(answerMs, 'store-unreachable', read())
    } catch (error) {
      throw explain(error, place.name)
    }
  }

  try {
    const now = await reading(() => prepare(place))
    await reading(() => commits.sweep(now))
  } catch (error) {
    await end(database, answers)
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
      await end(database, answers)
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
