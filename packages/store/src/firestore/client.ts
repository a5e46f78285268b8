import type { Firestore, Settings } from '@google-cloud/firestore'
import type { Answers } from './answers.ts'

const closingMs = 500
const longestMs = 600_000

/** A service account of Google's, as its key file says it. */
export interface ServiceAccount {
  readonly clientEmail: string
  readonly privateKey: { reveal(): string }
}

/** How the client is set up. `answerMs` bounds its own patience, which is ten minutes otherwise. */
export function settingsFor(options: {
  readonly projectId: string
  readonly databaseId?: string | undefined
  readonly emulator?: string | undefined
  readonly account?: ServiceAccount | undefined
  readonly answerMs: number
}): Settings {
  const { projectId, databaseId, emulator, account, answerMs } = options
  return {
    projectId,
    ...(databaseId !== undefined && { databaseId }),
    ...(account && { credentials: { client_email: account.clientEmail, private_key: account.privateKey.reveal() } }),
    // The emulator wants no credentials; with its domain named they are not looked for.
    ...(emulator && { host: emulator, ssl: false, universeDomain: 'googleapis.com' }),
    clientConfig: { interfaces: { 'google.firestore.v1.Firestore': patience(answerMs) } },
  }
}

function patience(answerMs: number): object {
  const method = { timeout_millis: answerMs, retry_params_name: 'bounded' }
  return {
    retry_params: {
      bounded: {
        initial_retry_delay_millis: 100,
        retry_delay_multiplier: 1.5,
        max_retry_delay_millis: 2_000,
        initial_rpc_timeout_millis: answerMs,
        rpc_timeout_multiplier: 1,
        max_rpc_timeout_millis: answerMs,
        total_timeout_millis: answerMs,
      },
    },
    methods: {
      BatchGetDocuments: method,
      RunQuery: method,
      BeginTransaction: method,
      Commit: method,
      Rollback: method,
    },
  }
}

/**
 * Closes the client. One that still waits for an answer must not be closed: it would end the process with an error that
 * nobody can catch. It is closed when it has given up.
 */
export async function end(database: Firestore, answers: Answers): Promise<void> {
  if (await answers.settled(closingMs)) await database.terminate()
  else void answers.settled(longestMs).then(() => database.terminate())
}
