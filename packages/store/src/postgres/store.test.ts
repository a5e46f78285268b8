import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll } from 'vitest'
import { describeWith, postgres } from '../../../../scripts/testing/needs.ts'
import { startPostgres, type TestPostgres } from '../../../../scripts/testing/postgres.ts'
import { storeContract } from '../contract.ts'
import { openPostgresStore } from './store.ts'

describeWith(postgres(), 'on a real server', (programs) => {
  let server: TestPostgres

  beforeAll(async () => {
    server = await startPostgres(programs)
  })
  afterAll(() => server?.stop())

  storeContract({
    name: 'Postgres',
    async create() {
      const schema = `test_${randomUUID().replaceAll('-', '')}`
      return {
        open: () => openPostgresStore({ url: server.url, schema }),
        // The whole server goes when all tests have ended.
        destroy: async () => undefined,
      }
    },
  })
})
