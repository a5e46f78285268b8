import { Secret } from '@kickai/railway'
import { openStore, type ServiceAccount, StoreError } from '@kickai/store'
import { z } from 'zod'
import type { Configuration } from '../config/configuration.ts'
import { demandSecrets, openSecrets } from '../release/secrets.ts'
import type { Secrecy } from '../secrecy/secrecy.ts'
import type { SharedJournal } from '../workspace/workspace.ts'

/** The journal that the configuration puts into a shared store; its URL and its account are asked for only by who needs it. */
export function sharedJournal(
  configuration: Pick<Configuration, 'journal' | 'root'>,
  environment: NodeJS.ProcessEnv,
  secrecy: Secrecy,
): SharedJournal | undefined {
  const { journal, root } = configuration
  if (journal === undefined) return undefined
  const secrets = openSecrets({ environment, root })
  return {
    async open() {
      await demandSecrets(secrets, journalReferences(configuration))
      const url = new Secret((await secrets.resolve(journal.store)) ?? '')
      if (journal.account === undefined) return await openStore(url)
      const account = accountIn((await secrets.resolve(journal.account)) ?? '')
      // The whole JSON is kept already; this is what it is about.
      secrecy.keep([account.privateKey.reveal()])
      return await openStore(url, { account })
    },
  }
}

/** The secrets that a shared journal needs, with the place that names them. */
export function journalReferences({
  journal,
}: Pick<Configuration, 'journal'>): { readonly path: string; readonly reference: string }[] {
  if (journal === undefined) return []
  const { store, account } = journal
  return [
    { path: 'journal', reference: store },
    ...(account === undefined ? [] : [{ path: 'journal.account', reference: account }]),
  ]
}

const keyFile = z.object({ client_email: z.string().min(3), private_key: z.string().includes('PRIVATE KEY') })

/** The account of a key file. What is wrong with another text is not told: it would be a part of the secret. */
function accountIn(text: string): ServiceAccount {
  const file = keyFile.safeParse(jsonIn(text))
  if (file.success) return { clientEmail: file.data.client_email, privateKey: new Secret(file.data.private_key) }
  throw new StoreError(
    'store-refused',
    'The account of the journal is not the key of a service account.',
    'Give the whole JSON of the key file that Google Cloud gave.',
  )
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Refused by the schema, as everything else is that is no key file.
    return undefined
  }
}
