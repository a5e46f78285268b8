import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll } from 'vitest'
import { startFirestore, type TestFirestore } from '../../../../scripts/testing/firestore.ts'
import { describeWith, firestoreEmulator } from '../../../../scripts/testing/needs.ts'
import { storeContract } from '../contract.ts'
import { openFirestoreStore } from './store.ts'

describeWith(firestoreEmulator(), 'on the official emulator', (found) => {
  let server: TestFirestore

  beforeAll(async () => {
    server = await startFirestore(found)
  })
  afterAll(() => server?.stop())

  storeContract({
    name: 'Firestore',
    // The emulator sees only after seconds that transactions wait for each other, and takes no request above 4 MiB.
    writersAtOnce: 8,
    largestTransaction: 4,
    async create() {
      const projectId = `test-${randomUUID()}`
      return {
        open: () => openFirestoreStore({ projectId, emulator: server.host }),
        // The emulator goes with everything in it when all tests have ended.
        destroy: async () => undefined,
      }
    },
  })
})
