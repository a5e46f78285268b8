import { startFirestore, type TestFirestore } from '../../../../scripts/testing/firestore.ts'
import { firestoreEmulator } from '../../../../scripts/testing/needs.ts'

/** The Firestore emulator that the tests use, or in one sentence why there is none. */
export async function startEmulator(): Promise<TestFirestore | { missing: string }> {
  const found = firestoreEmulator()
  return 'missing' in found ? found : await startFirestore(found.path)
}
