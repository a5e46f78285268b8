import { type Store, StoreError } from '@kickai/store'

/** A store that is cut off and comes back when it is told to. */
export interface FailingStore {
  readonly store: Store
  /** From now on every use fails with this error, or is never answered. */
  fail(how: 'store-unreachable' | 'store-full' | 'silent'): void
  mend(): void
}

export function failingStore(store: Store): FailingStore {
  let failing: 'store-unreachable' | 'store-full' | 'silent' | undefined
  const unlessFailing = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (failing === undefined) return await work()
    if (failing === 'silent') return await new Promise<never>(() => undefined)
    throw new StoreError(failing, 'The store is not there.', 'Wait.')
  }
  return {
    store: {
      get: (collection, id) => unlessFailing(() => store.get(collection, id)),
      list: (collection, query) => unlessFailing(() => store.list(collection, query)),
      transaction: (work) => unlessFailing(() => store.transaction(work)),
      now: () => unlessFailing(() => store.now()),
      close: () => store.close(),
    },
    fail(how) {
      failing = how
    },
    mend() {
      failing = undefined
    },
  }
}
