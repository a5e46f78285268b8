import { StoreError } from '../error.ts'
import { checkCollection, checkId } from '../names.ts'
import type { Data } from '../store.ts'
import { encode } from '../value.ts'

/** One write of a transaction, already encoded; applied in the order of the calls. */
export type Write =
  | { readonly kind: 'create' | 'set'; readonly collection: string; readonly id: string; readonly json: string }
  | { readonly kind: 'delete'; readonly collection: string; readonly id: string }

/** Firestore takes at most 10 MiB in one request. */
const largestBytes = 10 * 1_048_576

/**
 * What every backend's transaction keeps until it commits, with the rules that hold on all of them: no read after a
 * write, no use once it is over, at most 10 MiB. A broken rule fails the transaction even where the work catches it.
 */
export interface Buffer {
  readonly writes: readonly Write[]
  beforeRead(): void
  write(kind: 'create' | 'set', collection: string, id: string, data: Data): void
  delete(collection: string, id: string): void
  /** Throws the first rule that was broken, if any. */
  end(): void
  /** Nothing may be read or written from here on. */
  close(): void
}

export function buffer(): Buffer {
  const writes: Write[] = []
  let bytes = 0
  let over = false
  let broken: unknown

  function guarded(action: () => void): void {
    if (over) throw overError()
    try {
      action()
    } catch (error) {
      broken ??= error
      throw error
    }
  }

  return {
    writes,
    beforeRead: () =>
      guarded(() => {
        if (writes.length > 0) throw readAfterWrite()
      }),
    write: (kind, collection, id, data) =>
      guarded(() => {
        checkCollection(collection)
        checkId(id)
        const encoded = encode(collection, id, data)
        bytes += encoded.bytes
        if (bytes > largestBytes) throw tooLarge()
        writes.push({ kind, collection, id, json: encoded.json })
      }),
    delete: (collection, id) =>
      guarded(() => {
        checkCollection(collection)
        checkId(id)
        writes.push({ kind: 'delete', collection, id })
      }),
    end: () => {
      if (broken !== undefined) throw broken
    },
    close: () => {
      over = true
    },
  }
}

function readAfterWrite(): StoreError {
  return new StoreError(
    'read-after-write',
    'A transaction read after it had written.',
    'Do all of its reads first; a transaction never sees its own writes.',
  )
}

function overError(): StoreError {
  return new StoreError(
    'transaction-over',
    'A transaction was used after its work had ended.',
    'Await everything inside the work, and keep the transaction to it.',
  )
}

function tooLarge(): StoreError {
  return new StoreError(
    'transaction-too-large',
    `A transaction writes more than ${largestBytes} bytes.`,
    'Write in several transactions.',
  )
}
