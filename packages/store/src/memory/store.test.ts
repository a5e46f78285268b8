import { describe, expect, test } from 'vitest'
import { storeContract } from '../contract.ts'
import { MemoryDocuments } from './documents.ts'
import { openMemoryStore } from './store.ts'

storeContract({
  name: 'memory',
  async create() {
    const documents = new MemoryDocuments()
    return { open: async () => openMemoryStore({ documents }), destroy: async () => undefined }
  },
})

describe('documents in memory', () => {
  test('that were copied change apart from each other', async () => {
    const documents = new MemoryDocuments()
    await openMemoryStore({ documents }).transaction(async (transaction) => transaction.set('teams', 'T1', { n: 1 }))
    const copy = documents.copy()
    await openMemoryStore({ documents: copy }).transaction(async (transaction) => transaction.set('teams', 'T1', {}))
    expect(documents.dump()).toEqual([['teams/T1', '{"n":1}']])
    expect(copy.dump()).toEqual([['teams/T1', '{}']])
  })
})
