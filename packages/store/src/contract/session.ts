import { expect, onTestFinished } from 'vitest'
import type { Store } from '../store.ts'

/** A backend under test. Each test opens its own, so tests may run in any order and at once. */
export interface Backend {
  readonly name: string
  /** Makes an empty store; `open` gives another independent connection to the same documents, as a second process would have. */
  create(): Promise<{ open(): Promise<Store>; destroy(): Promise<void> }>
}

/** Two connections to one empty store, closed and destroyed when the test ends. */
export async function twoConnections(backend: Backend): Promise<readonly [Store, Store]> {
  const { open, destroy } = await backend.create()
  const stores = [await open(), await open()] as const
  onTestFinished(async () => {
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
