import { resolve } from 'node:path'
import { StoreError } from './error.ts'
import type { ServiceAccount } from './firestore/client.ts'
import { revealed, type Secret } from './secret.ts'
import { openSqliteStore } from './sqlite/store.ts'
import type { Store } from './store.ts'

/**
 * Opens the store that a URL names: `sqlite:PATH` (relative to the working folder), `postgres://USER:PASSWORD@HOST:PORT/DATABASE`,
 * or `firestore:PROJECT[/PREFIX]`. Only that one's code and client are loaded. `account` is who asks Firestore, in place of the
 * credentials that Google's libraries find by themselves.
 *
 * Throws `bad-store-url` for what is none of these, without repeating it, and for an account that another store would leave unused;
 * and what opening that store throws.
 */
export async function openStore(url: Secret, { account }: { readonly account?: ServiceAccount } = {}): Promise<Store> {
  const address = revealed(url)
  const [scheme = '', rest = ''] = splitOnce(address, ':')
  if (account !== undefined && scheme !== 'firestore')
    throw new StoreError(
      'bad-store-url',
      'There is an account for the store, which only one in Firestore has.',
      'Leave the account out, or give the address of the store as firestore:PROJECT/PREFIX.',
    )
  if (scheme === 'sqlite' && rest !== '') return openSqliteStore({ path: rest === ':memory:' ? rest : resolve(rest) })
  if (scheme === 'postgres' || scheme === 'postgresql') {
    const { openPostgresStore } = await import('./postgres/store.ts')
    return await openPostgresStore({ url })
  }
  if (scheme === 'firestore' && rest !== '') {
    const { openFirestoreStore } = await import('./firestore/store.ts')
    const [projectId, prefix] = splitOnce(rest, '/')
    return await openFirestoreStore({ projectId, ...(prefix !== undefined && { prefix }), ...(account && { account }) })
  }
  throw new StoreError(
    'bad-store-url',
    'The address of the store is none that can be opened.',
    'Give it as sqlite:PATH, postgres://USER:PASSWORD@HOST:PORT/DATABASE, or firestore:PROJECT/PREFIX.',
  )
}

function splitOnce(text: string, mark: string): [string, string?] {
  const at = text.indexOf(mark)
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)]
}
