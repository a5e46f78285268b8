import { setTimeout as sleep } from 'node:timers/promises'
import type { DocumentReference, Firestore, Timestamp } from '@google-cloud/firestore'
import { outcomeUnknown } from '../refusal.ts'
import type { Answers } from './answers.ts'
import { explain, isExisting } from './failure.ts'
import type { Place } from './place.ts'

/** The documents that prove which transactions were committed. */
export interface Commits {
  /** A document that a transaction creates with its writes, in every attempt the same one. */
  document(commit: string): DocumentReference
  /**
   * Finds out which attempt of a transaction was applied, or undefined for none. None ever will be then: its document
   * is created here, so that Firestore must refuse a commit that still arrives.
   *
   * Throws `store-outcome-unknown` where Firestore cannot be asked for too long.
   */
  appliedAttempt(commit: string, cause: unknown): Promise<number | undefined>
  /** Nobody will ask for this commit; its document goes sooner or later. */
  forget(commit: string): void
  /** Removes the documents that can be forgotten. */
  tidy(): Promise<void>
  /** Removes those of processes that ended before they could tidy up. */
  sweep(now: Timestamp): Promise<void>
}

const keptDocuments = 100
const sweptAtOnce = 300
const longestMs = 86_400_000
const waitMs = 100

/** The attempt that a document names which was made to keep every attempt out. */
const none = 0

export function commitsOf(
  database: Firestore,
  place: Place,
  answers: Answers,
  times: { readonly answerMs: number; readonly patienceMs: number },
): Commits {
  const document = (commit: string) => place.commits.doc(commit)
  let forgotten: string[] = []

  async function ask(commit: string): Promise<number | undefined> {
    try {
      await document(commit).create(proof(none))
      return undefined
    } catch (error) {
      if (!isExisting(error)) throw error
      const attempt: unknown = (await document(commit).get()).get('attempt')
      return attempt === none ? undefined : Number(attempt)
    }
  }

  async function remove(documents: readonly DocumentReference[]): Promise<void> {
    const batch = database.batch()
    for (const each of documents) batch.delete(each)
    await answers.within(times.answerMs, 'store-unreachable', batch.commit())
  }

  async function tidy(): Promise<void> {
    const gone = forgotten
    forgotten = []
    // What fails here is swept a day later.
    if (gone.length > 0) await remove(gone.map(document)).catch(() => undefined)
  }

  return {
    document,
    async appliedAttempt(commit, cause) {
      const until = performance.now() + times.patienceMs
      for (;;) {
        try {
          const attempt = await answers.within(times.answerMs, 'store-unreachable', ask(commit))
          forgotten.push(commit)
          return attempt
        } catch {
          // Whatever keeps it from being asked, the cause is what became of the commit.
          if (performance.now() > until) throw outcomeUnknown(place.name, explain(cause, place.name))
          await sleep(waitMs)
        }
      }
    },
    forget(commit) {
      forgotten.push(commit)
      if (forgotten.length >= keptDocuments) void tidy()
    },
    tidy,
    async sweep(now) {
      const before = now.toMillis() - longestMs
      const { docs } = await place.commits.where('at', '<', before).limit(sweptAtOnce).get()
      if (docs.length > 0) await remove(docs.map(({ ref }) => ref))
    },
  }
}

/** What a commit's document says: the attempt that was applied, and since when it may be swept, by this machine's clock. */
export function proof(attempt: number): { attempt: number; at: number } {
  return { attempt, at: Date.now() }
}
