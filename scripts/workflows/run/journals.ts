import { generateKeyPairSync, randomUUID } from 'node:crypto'
import type { Found } from '../../testing/find-program.ts'
import { startFirestore } from '../../testing/firestore.ts'
import { firestoreEmulator, postgres } from '../../testing/needs.ts'
import { startPostgres } from '../../testing/postgres.ts'

/** The stores that the runs keep journal and lease in. */
export interface Journals {
  /** The secrets by which an environment's jobs reach its store. */
  of(environment: string): { readonly [name: string]: string }
  /** What a step needs besides to reach them. */
  readonly variables: NodeJS.ProcessEnv
  /** What lies where, or what was left out and why. */
  readonly said: string
  stop(): Promise<void>
}

/**
 * The programs of the stores: PostgreSQL, which must be there, and the Firestore emulator, whose absence leaves it out and is an error
 * in CI.
 */
export function findStores(environment: NodeJS.ProcessEnv): { readonly postgres: string; readonly emulator: Found } {
  const [database, emulator] = [postgres(environment), firestoreEmulator(environment)]
  if ('missing' in database)
    throw new Error(`There is no PostgreSQL for the journal that runs share: ${database.missing}.`)
  if ('missing' in emulator && environment.CI)
    throw new Error(`There is no Firestore for the journal of testing: ${emulator.missing}.`)
  return { postgres: database.path, emulator }
}

/**
 * Starts the stores: Firestore for the journal of testing, PostgreSQL for that of staging and production, which share one, since
 * production is promoted by what staging's says.
 */
export async function startJournals(): Promise<Journals> {
  const { postgres: programs, emulator } = findStores(process.env)
  const server = await startPostgres(programs)
  if ('missing' in emulator)
    return {
      of: () => ({ KICKAI_JOURNAL: server.url }),
      variables: {},
      said: `Left out: a journal in Firestore (${emulator.missing}). All journals lie in PostgreSQL.`,
      stop: () => server.stop(),
    }
  const firestore = await startFirestore(emulator.path)
  const inFirestore = {
    KICKAI_JOURNAL: `firestore:kickai-workflows/run-${randomUUID()}`,
    KICKAI_JOURNAL_ACCOUNT: keyFile(),
  }
  return {
    of: (environment) => (environment === 'testing' ? inFirestore : { KICKAI_JOURNAL: server.url }),
    variables: { FIRESTORE_EMULATOR_HOST: firestore.host },
    said: 'The journal of testing lies in Firestore (the emulator), that of staging and production in PostgreSQL.',
    async stop() {
      await Promise.all([server.stop(), firestore.stop()])
    },
  }
}

/** The key of a service account, which the emulator does not look at. */
function keyFile(): string {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  })
  const email = 'journal@kickai-workflows.iam.gserviceaccount.com'
  return JSON.stringify({ type: 'service_account', client_email: email, private_key: privateKey })
}
