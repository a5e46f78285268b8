import type { CollectionReference, DocumentReference, Firestore } from '@google-cloud/firestore'
import { StoreError } from '../error.ts'
import { checkId } from '../names.ts'

/** Where a store lies in a project: the documents' collections, and what it keeps of its own. */
export interface Place {
  /** The place in a sentence, as it is written in a URL. */
  readonly name: string
  collection(path: string): CollectionReference
  /** Holds the store's format. */
  readonly store: DocumentReference
  /** One document for each transaction whose outcome somebody may have to ask for. No collection of a caller's has this name. */
  readonly commits: CollectionReference
}

const project = /^[a-z0-9][a-z0-9-.:]{1,98}[a-z0-9]$/

/**
 * Without a prefix collections lie where their path says: `teams/T1/players`. With one they lie below a document of that
 * prefix: `PREFIX/store/teams/T1/players`.
 */
export function placeOf(database: Firestore, projectId: string, prefix: string | undefined): Place {
  const store = database.doc(`${prefix ?? '~kickai'}/store`)
  return {
    name: nameOf(projectId, prefix),
    collection: (path) => database.collection(prefix === undefined ? path : `${prefix}/store/${path}`),
    store,
    commits: store.collection('~commits'),
  }
}

/** Refuses what can be no project (`bad-store-url`) and no prefix (`bad-name`). */
export function checkPlace(projectId: string, prefix: string | undefined): void {
  if (prefix !== undefined) checkId(prefix)
  if (project.test(projectId)) return
  throw new StoreError(
    'bad-store-url',
    `${JSON.stringify(projectId)} is no id of a Google Cloud project.`,
    'Give it as the console shows it, such as my-project-1234.',
  )
}

function nameOf(projectId: string, prefix: string | undefined): string {
  return `firestore:${projectId}${prefix === undefined ? '' : `/${prefix}`}`
}
