import { randomUUID } from 'node:crypto'
import { openFirestoreStore, openSqliteStore } from '@kickai/store'
import { expect, onTestFinished, test, vi } from 'vitest'
import { startFirestore } from '../../../scripts/testing/firestore.ts'
import { describeWith, firestoreEmulator } from '../../../scripts/testing/needs.ts'
import { keepsWrites } from './firestore.ts'
import { firestore } from './index.ts'

test('the document is gone also where it could not be read', async () => {
  const store = openSqliteStore({ path: ':memory:' })
  onTestFinished(() => store.close())
  const transaction: typeof store.transaction = (work) => store.transaction(work)
  const reading = async () => (await store.list('preflight')).length
  const failing = async () => Promise.reject(new Error(`away, with ${await reading()} document`))
  await expect(keepsWrites({ transaction, get: failing })).rejects.toThrow('away, with 1 document')
  expect(await reading()).toBe(0)
  expect(await keepsWrites({ transaction, get: async () => undefined })).toBe(false)
  expect(await keepsWrites(store)).toBe(true)
  expect(await reading()).toBe(0)
})

describeWith(firestoreEmulator(), 'Firestore', (found) => {
  test('a document is written, read and deleted, and nothing is left', async () => {
    const emulator = await startFirestore(found)
    onTestFinished(() => emulator.stop())
    vi.stubEnv('FIRESTORE_EMULATOR_HOST', emulator.host)
    onTestFinished(() => void vi.unstubAllEnvs())
    const projectId = `kickai-${randomUUID().slice(0, 8)}`
    const settings = { ENVIRONMENT: 'staging', TELEGRAM_BOT_TOKEN: '1:AA-token', FIREBASE_PROJECT_ID: projectId }
    const signal = AbortSignal.timeout(10_000)
    expect(await firestore({ environment: 'staging', service: 'bot', settings, missing: [], signal })).toEqual([])
    const store = await openFirestoreStore({ projectId })
    onTestFinished(() => store.close())
    expect(await store.list('preflight')).toEqual([])
  })
})
