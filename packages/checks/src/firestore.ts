import { randomUUID } from 'node:crypto'
import { openFirestoreStore, StoreError } from '@kickai/store'
import type { Finding, Subject } from './check.ts'
import { readableSettings } from './values.ts'

const collection = 'preflight'
/** Less than a check may take, so that the store's own reason is told. */
const answerMs = 4_000

/** Writes a document of its own, reads it, deletes it. */
export async function checkFirestore(subject: Subject): Promise<Finding[]> {
  const settings = readableSettings(subject)
  if (settings?.store.kind !== 'firestore') return []
  const { projectId, prefix } = settings.store
  const account = settings.serviceAccount
  try {
    const times = { answerMs, transactionMs: answerMs, patienceMs: answerMs }
    const store = await openFirestoreStore({
      projectId,
      ...times,
      ...(prefix && { prefix }),
      ...(account && { account }),
    })
    const id = `check-${randomUUID()}`
    try {
      await store.transaction(async (transaction) => transaction.create(collection, id, { madeBy: 'kickai preflight' }))
      const found = await store.get(collection, id)
      if (found === undefined) return [lost(projectId)]
      await store.transaction(async (transaction) => transaction.delete(collection, id))
    } finally {
      await store.close()
    }
    return []
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    const { code, message, wayOut } = error
    return [{ code, sentence: `The Firestore of ${subject.environment} does not work: ${message}`, wayOut }]
  }
}

function lost(projectId: string): Finding {
  return {
    code: 'firestore-loses-writes',
    sentence: `A document that was written to the Firestore of ${projectId} could not be read again.`,
    wayOut: 'See the rules and the state of the project in the Firebase console.',
  }
}
