import { randomUUID } from 'node:crypto'
import type { Firestore, Transaction as NativeTransaction } from '@google-cloud/firestore'
import { exists } from '../refusal.ts'
import type { Data, Transaction } from '../store.ts'
import { buffer, type Write } from '../transaction/buffer.ts'
import { guardedTransaction, type Reads } from '../transaction/guard.ts'
import { type NetWrite, netWrites } from '../transaction/net-writes.ts'
import type { Answers } from './answers.ts'
import { type Commits, proof } from './commits.ts'
import { explain, isExisting } from './failure.ts'
import type { Place } from './place.ts'
import { readsOf } from './reads.ts'
import { untilOpen } from './until-open.ts'

/** What a transaction needs besides its work. Milliseconds. */
export interface Surroundings {
  readonly database: Firestore
  readonly place: Place
  readonly answers: Answers
  readonly commits: Commits
  readonly attempts: number
  readonly answerMs: number
  /** How long a transaction may take with all its attempts. */
  readonly transactionMs: number
}

/** Ends the client's attempts with what is to be thrown; nothing in it looks to the client like an error worth another try. */
class Ended {
  readonly reason: unknown

  constructor(reason: unknown) {
    this.reason = reason
  }
}

/**
 * Runs a transaction's work through the client, which repeats it while others are in the way. The client also repeats
 * it when the answer to a commit is lost. So each attempt writes the same document of its own besides, and looks first
 * whether an earlier one has: a work is never applied twice.
 */
export async function transact<Result>(
  surroundings: Surroundings,
  work: (transaction: Transaction) => Promise<Result>,
): Promise<Result> {
  const { database, place, answers, commits, attempts: maxAttempts, transactionMs } = surroundings
  const commit = randomUUID()
  /** Results of the attempts whose commit may have been sent, in order, from 1. */
  const sent: Result[] = []
  let writes: NetWrite[] = []
  let over = false

  async function attempt(native: NativeTransaction): Promise<Result> {
    if (over) throw new Ended(undefined)
    const earlier = sent.length > 0 ? await native.get(commits.document(commit)) : undefined
    if (earlier?.exists) return sent[Number(earlier.get('attempt')) - 1] as Result
    const { result, written } = await workOnce(surroundings, native, work)
    if (over) throw new Ended(undefined)
    writes = unlessCreatedTwice(written)
    for (const write of writes) apply(native, place, write)
    if (writes.length > 0) native.create(commits.document(commit), proof(sent.push(result)))
    return result
  }

  try {
    const running = untilOpen(maxAttempts, () => database.runTransaction(attempt, { maxAttempts }))
    const result = await answers.within(transactionMs, 'store-timeout', running)
    if (sent.length > 0) commits.forget(commit)
    return result
  } catch (error) {
    over = true
    if (sent.length > 0) {
      const applied = await commits.appliedAttempt(commit, error)
      if (applied !== undefined) return sent[applied - 1] as Result
    }
    if (error instanceof Ended) throw error.reason
    throw isExisting(error) ? await taken(surroundings, writes, error) : explain(error, place.name)
  }
}

/** Runs the work against one attempt of the client. What Firestore did to its reads comes before what it made of it. */
async function workOnce<Result>(
  { place, answers, answerMs }: Surroundings,
  native: NativeTransaction,
  work: (transaction: Transaction) => Promise<Result>,
): Promise<{ result: Result; written: readonly Write[] }> {
  const pending = buffer()
  const reads = readsOf({ document: (it) => native.get(it), query: (it) => native.get(it) }, place)
  let failure: { readonly error: unknown } | undefined

  async function noting<Found>(read: (reads: Reads) => Promise<Found>): Promise<Found> {
    try {
      return await answers.within(answerMs, 'store-unreachable', read(reads))
    } catch (error) {
      failure ??= { error }
      throw explain(error, place.name)
    }
  }

  const transaction = guardedTransaction(pending, {
    get: (collection, id) => noting((it) => it.get(collection, id)),
    list: (collection, query) => noting((it) => it.list(collection, query)),
  })
  try {
    const result = await work(transaction)
    pending.end()
    if (failure !== undefined) throw failure.error
    return { result, written: pending.writes }
  } catch (thrown) {
    throw failure === undefined ? new Ended(thrown) : failure.error
  } finally {
    pending.close()
  }
}

function unlessCreatedTwice(written: readonly Write[]): NetWrite[] {
  try {
    return netWrites(written)
  } catch (error) {
    throw new Ended(error)
  }
}

function apply(native: NativeTransaction, place: Place, { collection, id, json, mustBeNew }: NetWrite): void {
  const document = place.collection(collection).doc(id)
  const data: Data = json === undefined ? {} : JSON.parse(json)
  if (mustBeNew) native.create(document, data)
  else if (json !== undefined) native.set(document, data)
  if (json === undefined) native.delete(document)
}

/** Says which document is in the way; Firestore tells it only in words. */
async function taken({ place }: Surroundings, writes: readonly NetWrite[], cause: unknown): Promise<unknown> {
  const created = writes.filter(({ mustBeNew }) => mustBeNew)
  const found = await Promise.all(
    created.map(async ({ collection, id }) => (await place.collection(collection).doc(id).get()).exists),
  )
  const first = created[Math.max(0, found.indexOf(true))]
  return first === undefined
    ? explain(cause, place.name)
    : exists(first.collection, first.id, explain(cause, place.name))
}
