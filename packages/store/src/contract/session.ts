import { expect, onTestFinished } from 'vitest'
import type { Store } from '../store.ts'

/** A backend under test. Each test opens its own, so tests may run in any order and at once. */
export interface Backend {
  readonly name: string
  /** How many writers of one document it serves at once within some seconds. Default 40. */
  readonly writersAtOnce?: number
  /** What the server under test takes in one transaction, in MB, where that is less than is promised. Default 10. */
  readonly largestTransaction?: number
  /** Makes an empty store; `open` gives another independent connection to the same documents, as a second process would have. */
  create(): Promise<{ open(): Promise<Store>; destroy(): Promise<void> }>
}

/**
 * Two connections to one empty store, closed and destroyed when the test ends. A test that runs beside others gives the
 * `onTestFinished` of its own.
 */
export async function twoConnections(backend: Backend, finished = onTestFinished): Promise<readonly [Store, Store]> {
  const { open, destroy } = await backend.create()
  const stores = [await open(), await open()] as const
  finished(async () => {
    for (const store of stores) await store.close()
    await destroy()
  })
  return stores
}

/** One connection to an empty store. */
export async function oneConnection(backend: Backend): Promise<Store> {
  return (await twoConnections(backend))[0]
}

/** Expects an error of the store with this code, a sentence and a way out. */
export async function expectCode(action: Promise<unknown>, code: string): Promise<void> {
  const error: unknown = await action.then(
    () => undefined,
    (reason) => reason,
  )
  expect(error).toMatchObject({ code, message: expect.stringMatching(/\.$/), wayOut: expect.stringMatching(/\.$/) })
}
