import { randomUUID } from 'node:crypto'
import { openFirestoreStore } from '@kickai/store'
import { expect, onTestFinished, test, vi } from 'vitest'
import { startFirestore } from '../../../scripts/testing/firestore.ts'
import { describeWith, firestoreEmulator } from '../../../scripts/testing/needs.ts'
import { firestore } from './index.ts'

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
