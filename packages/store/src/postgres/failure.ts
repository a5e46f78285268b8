import { StoreError, type StoreErrorCode } from '../error.ts'
import type { Address } from './address.ts'

/** What the driver threw, so that it is never mistaken for what a transaction's work threw. */
export class DriverFailure {
  readonly error: Error

  constructor(thrown: unknown) {
    this.error = thrown instanceof Error ? thrown : new Error(String(thrown))
  }
}

/** The server answered that another transaction was in the way; the same one may well succeed when it is made again. */
export function isConflict(thrown: unknown): boolean {
  return thrown instanceof DriverFailure && isContention(stateOf(thrown.error))
}

/** The server answered, so it is known that what was asked for was not done. */
export function isAnswered(thrown: unknown): boolean {
  return thrown instanceof DriverFailure && severityOf(thrown.error) === 'ERROR'
}

/** The connection was lost or could not be made, or the server takes none just now; another try may help. */
export function isLost(thrown: unknown): boolean {
  return thrown instanceof DriverFailure && isGone(thrown.error)
}

/** The server has no TLS, where that was tried first. */
export function isWithoutTls(thrown: unknown): boolean {
  return thrown instanceof DriverFailure && lacksTls(thrown.error)
}

/**
 * Gives what the driver threw a code of ours; anything else is given back as it came. The cause that is kept holds its
 * message and code alone: its other fields may hold the connection's password, or documents.
 */
export function explain(thrown: unknown, address: Address): unknown {
  if (!(thrown instanceof DriverFailure)) return thrown
  if (thrown.error instanceof TypeError) return thrown.error
  const [code, sentence, wayOut] = saying(thrown.error, address)
  return new StoreError(code, sentence, wayOut, quiet(thrown.error, address))
}

/** An error's message and code without the password. */
function quiet(error: Error, address: Address): Error {
  const cause = new Error(address.hide(messageOf(error)))
  delete cause.stack
  return 'code' in error && typeof error.code === 'string' ? Object.assign(cause, { code: error.code }) : cause
}

function saying(error: Error, address: Address): readonly [StoreErrorCode, string, string] {
  const { place } = address
  const state = stateOf(error) ?? ''
  const reason = address.hide(messageOf(error)).replace(/\.$/, '')
  if (state === '53100') return ['store-full', `The store ${place} has no room left.`, 'Free space on its disk.']
  if (isContention(state))
    return [
      'store-contention',
      `Another transaction of the store ${place} was in the way: ${reason}.`,
      'Try again when less is written at once.',
    ]
  if (state === '57014' || isSlow(error))
    return [
      'store-timeout',
      `The store ${place} took too long over a statement; it was not done.`,
      'Look what the database is busy with, then try again.',
    ]
  if (state === '53300' || isPoolExhausted(error))
    return [
      'store-busy',
      `The store ${place} has no connection free: ${reason}.`,
      'Let fewer transactions run at once, or allow more connections.',
    ]
  if (['42501', '25006'].includes(state))
    return [
      'store-unwritable',
      `The store ${place} may not be written: ${reason}.`,
      'Give the user the right to make and write the schema, and name a server that takes writes.',
    ]
  if (['42703', '42P01', '42P07'].includes(state))
    return [
      'store-unreadable',
      `The store ${place} cannot be read: its schema belongs to another program (${reason}).`,
      'Name another schema, or another database.',
    ]
  if (state !== '' && !isGone(error))
    return [
      'store-refused',
      `The store ${place} answered: ${reason}.`,
      'Correct its address or what its user may do, then try again.',
    ]
  if (isTrust(error))
    return [
      'store-refused',
      `The store ${place} cannot be trusted: ${reason}.`,
      "Name the authority's certificate with sslrootcert, or say with sslmode what encryption is wanted.",
    ]
  return [
    'store-unreachable',
    `The store ${place} cannot be reached: ${reason}.`,
    'See that the database runs and that this machine may connect to it.',
  ]
}

/** Several addresses of one host fail together, with no message of their own. */
function messageOf(error: Error): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(messageOf).join('; ')
  return error.message
}

function stateOf(error: Error): string | undefined {
  return 'severity' in error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

function severityOf(error: Error): unknown {
  return 'severity' in error ? error.severity : undefined
}

function isContention(state: string | undefined): boolean {
  // 23505: two transactions made the same row at once.
  return ['40001', '40P01', '55P03', '23505'].includes(state ?? '')
}

function isGone(error: Error): boolean {
  const state = stateOf(error)
  if (state === undefined) return !(error instanceof TypeError) && !isTrust(error) && !isPoolExhausted(error)
  return /^(08|57P0[123]|25P03|53300)/.test(state)
}

function isSlow(error: Error): boolean {
  return error.message === 'Query read timeout'
}

function isPoolExhausted(error: Error): boolean {
  return error.message === 'timeout exceeded when trying to connect'
}

/** TLS was wanted, and what answered did not have it or could not prove who it is. */
function isTrust(error: Error): boolean {
  const code = 'code' in error ? String(error.code) : ''
  return lacksTls(error) || /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS/.test(code)
}

function lacksTls(error: Error): boolean {
  return error.message.includes('does not support SSL')
}
