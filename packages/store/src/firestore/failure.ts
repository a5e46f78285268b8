import { StoreError, type StoreErrorCode } from '../error.ts'

/** gRPC's numbers for what a call ended with, as far as they are told apart here. */
const status = {
  invalid: 3,
  deadline: 4,
  notFound: 5,
  exists: 6,
  denied: 7,
  exhausted: 8,
  precondition: 9,
  aborted: 10,
  unauthenticated: 16,
} as const

/** A document is there already. */
export function isExisting(error: unknown): boolean {
  return statusOf(error) === status.exists
}

/** Firestore has ended the transaction by itself, while it waited for others or for its next read; nothing of it was applied. */
export function isClosed(error: unknown): boolean {
  return statusOf(error) === status.invalid && /transaction (is invalid or closed|has expired)/i.test(messageOf(error))
}

/** Gives what the client threw a code of ours; what has one already is given back as it came. */
export function explain(error: unknown, place: string): unknown {
  if (error instanceof StoreError || error instanceof TypeError) return error
  const [code, sentence, wayOut] = saying(error, place)
  return new StoreError(code, sentence, wayOut, quiet(error))
}

function saying(error: unknown, place: string): readonly [StoreErrorCode, string, string] {
  const reason = messageOf(error).replace(/\.$/, '')
  switch (statusOf(error)) {
    case status.aborted:
      return [
        'store-contention',
        `Other writers of the store ${place} were faster each time; nothing was applied.`,
        'Try again when less is written at once.',
      ]
    case status.exhausted:
      return [
        'store-busy',
        `The store ${place} takes no more just now: ${reason}.`,
        'Wait, or raise the quota of the project.',
      ]
    case status.deadline:
      return ['store-timeout', `The store ${place} took too long: ${reason}.`, 'Try again.']
    case status.invalid:
      if (/maximum allowed size|too (large|big|many)|exceeds/i.test(reason))
        return ['document-too-large', `The store ${place} takes nothing so large: ${reason}.`, 'Split it up.']
      break
    case status.notFound:
    case status.denied:
    case status.precondition:
    case status.unauthenticated:
      break
    default:
      if (!/credential/i.test(reason))
        return [
          'store-unreachable',
          `The store ${place} cannot be reached: ${reason}.`,
          'See that this machine has a way to Google, then try again.',
        ]
  }
  return [
    'store-refused',
    `The store ${place} answered: ${reason}.`,
    'See that the project has a Firestore database in native mode, and that GOOGLE_APPLICATION_CREDENTIALS names an account that may use it.',
  ]
}

/** Its message and status alone: the client's errors drag requests along, and with them documents. */
function quiet(error: unknown): Error {
  const cause = new Error(messageOf(error))
  delete cause.stack
  return Object.assign(cause, { status: statusOf(error) })
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function statusOf(error: unknown): number | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'number' ? error.code : undefined
}
