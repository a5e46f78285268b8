import { randomUUID } from 'node:crypto'
import { openFirestoreStore, openPostgresStore, openSqliteStore, type Store } from '@kickai/store'
import { afterAll, beforeAll, describe, onTestFinished } from 'vitest'
import { startFirestore, type TestFirestore } from '../../../../scripts/testing/firestore.ts'
import { describeWith, firestoreEmulator, postgres } from '../../../../scripts/testing/needs.ts'
import { startPostgres, type TestPostgres } from '../../../../scripts/testing/postgres.ts'

/** Declares tests once for each kind of store there is; `open` gives an empty one, closed when the test ends. */
export function onEveryStore(name: string, declare: (open: () => Promise<Store>) => void): void {
  describe(`${name}, in SQLite`, () => declare(async () => ending(openSqliteStore({ path: ':memory:' }))))

  describeWith(postgres(), `${name}, in Postgres`, (programs) => {
    let server: TestPostgres
    beforeAll(async () => {
      server = await startPostgres(programs)
    })
    afterAll(() => server?.stop())
    declare(async () => {
      const schema = `test_${randomUUID().replaceAll('-', '')}`
      return ending(await openPostgresStore({ url: server.url, schema }))
    })
  })

  describeWith(firestoreEmulator(), `${name}, in Firestore`, (found) => {
    let server: TestFirestore
    beforeAll(async () => {
      server = await startFirestore(found)
    })
    afterAll(() => server?.stop())
    declare(async () => {
      const prefix = `test-${randomUUID()}`
      return ending(await openFirestoreStore({ projectId: 'kickai-tests', prefix, emulator: server.host }))
    })
  })
}

function ending(store: Store): Store {
  onTestFinished(() => store.close())
  return store
}
