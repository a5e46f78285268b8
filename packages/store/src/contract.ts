import { documentsContract } from './contract/documents.ts'
import { limitsContract } from './contract/limits.ts'
import { queriesContract } from './contract/queries.ts'
import type { Backend } from './contract/session.ts'
import { transactionsContract } from './contract/transactions.ts'

export type { Backend } from './contract/session.ts'

/**
 * The contract of a store as tests, for any backend: call it in a test file of that backend. For tests only; nothing
 * that runs in production imports this.
 */
export function storeContract(backend: Backend): void {
  documentsContract(backend)
  queriesContract(backend)
  transactionsContract(backend)
  limitsContract(backend)
}
