import { join } from 'node:path'
import { openSqliteStore } from '@kickai/store'
import { expect, onTestFinished, test } from 'vitest'
import { temporaryFolder } from '../fixtures/folder.ts'
import { earlierRelease } from './earlier.ts'

async function emptyStore() {
  const store = await openSqliteStore({ path: join(temporaryFolder(), 'journal.sqlite') })
  onTestFinished(() => store.close())
  return store
}

const live = {
  release: 'rel_1',
  artifact: { kind: 'bundle' as const, digest: 'sha256:1' },
  liveAt: 1,
  parts: [],
}

test('after a release that ended so that nobody knows what serves, the live one itself is brought back', async () => {
  const store = await emptyStore()
  expect(await earlierRelease(store, 'testing', { current: { live, uncertain: 'rel_2' } }, undefined)).toBe(live)
  const foreign = [{ service: 'web', deployment: 'theirs', status: 'SUCCESS', createdAt: 0 }]
  expect(await earlierRelease(store, 'testing', { current: { live }, foreign }, undefined)).toBe(live)
  // What the platform made of the live release by itself is nothing to bring it back for.
  const copies = foreign.map((each) => ({ ...each, copyOf: 'd1' }))
  await expect(
    earlierRelease(store, 'testing', { current: { live }, foreign: copies }, undefined),
  ).rejects.toMatchObject({
    code: 'nothing-live',
  })
})

test('before the first one there is nothing to bring back', async () => {
  const store = await emptyStore()
  for (const current of [{}, { live }])
    await expect(earlierRelease(store, 'testing', { current }, undefined)).rejects.toMatchObject({
      code: 'nothing-live',
    })
})
