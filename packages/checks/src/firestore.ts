import { randomUUID } from 'node:crypto'
import { openFirestoreStore, type Store, StoreError } from '@kickai/store'
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
    try {
      return (await keepsWrites(store)) ? [] : [lost(projectId)]
    } finally {
      await store.close()
    }
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    const { code, message, wayOut } = error
    return [{ code, sentence: `The Firestore of ${subject.environment} does not work: ${message}`, wayOut }]
  }
}

/** Whether a document that was written can be read. It is deleted whatever comes of that. */
export async function keepsWrites(store: Pick<Store, 'transaction' | 'get'>): Promise<boolean> {
  const id = `check-${randomUUID()}`
  await store.transaction(async (transaction) => transaction.create(collection, id, { madeBy: 'kickai preflight' }))
  try {
    return (await store.get(collection, id)) !== undefined
  } finally {
    await store.transaction(async (transaction) => transaction.delete(collection, id))
  }
}

function lost(projectId: string): Finding {
  return {
    code: 'firestore-loses-writes',
    sentence: `A document that was written to the Firestore of ${projectId} could not be read again.`,
    wayOut: 'See the rules and the state of the project in the Firebase console.',
  }
}
