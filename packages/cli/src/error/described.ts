import { CommandError, type Problem } from './command-error.ts'
import { originalStack } from './original-stack.ts'
import { type ErrorCode, errors } from './table.ts'

/** An error as it is shown. `fault` marks those that are ours: they come with their stack. */
export interface DescribedError {
  readonly code: string
  readonly message: string
  readonly wayOut: string
  readonly problems: readonly Problem[]
  readonly exitCode: number
  /** What led to it, outermost first. */
  readonly causes: readonly string[]
  readonly fault?: string
}

const faultExitCode = 70
const deepestCause = 5

/** Exit codes of errors of other rooms that the table does not hold; all others of those are about use or configuration: 2. */
const exitCodesByCode: { readonly [code: string]: number } = {
  'lease-held': 4,
  'lease-alive': 4,
  interrupted: 5,
  'store-outcome-unknown': 5,
  'build-failed': 1,
  'build-too-slow': 1,
  'dependencies-failed': 1,
  'build-aborted': 5,
}

/** What to say of anything that was thrown. Our rooms' errors are known by their `code` and `wayOut`. */
export function describeError(error: unknown): DescribedError {
  const causes = causesOf(error)
  if (error instanceof CommandError) {
    const { code, message, wayOut, problems, exitCode } = error
    return { code, message, wayOut, problems, exitCode, causes }
  }
  if (isRoomError(error)) {
    const { code, message, wayOut } = error
    return { code, message, wayOut, problems: [], exitCode: exitCodeOf(error), causes }
  }
  return {
    code: 'fault',
    message: `This is a fault of kickai: ${error instanceof Error ? error.message : String(error)}`,
    wayOut: 'Please report it with the lines above and what you did.',
    problems: [],
    exitCode: faultExitCode,
    causes,
    fault: error instanceof Error ? originalStack(error.stack ?? error.message) : String(error),
  }
}

interface RoomError extends Error {
  readonly code: string
  readonly wayOut: string
}

/** An error of one of our rooms, which says what happened and the way out; anything else that is thrown is a fault. */
export function isRoomError(error: unknown): error is RoomError {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    'wayOut' in error &&
    typeof error.wayOut === 'string'
  )
}

/** The platform's errors say whether they may have changed something: then nobody knows, else it was blocked. */
function exitCodeOf(error: RoomError): number {
  if ('acted' in error) return error.acted === 'no' ? 4 : 5
  return exitCodesByCode[error.code] ?? rowOf(error.code)?.exitCode ?? 2
}

function rowOf(code: string): { readonly exitCode: number } | undefined {
  return Object.hasOwn(errors, code) ? errors[code as ErrorCode] : undefined
}

/** Many an error repeats the message of its cause in its own; each is told once. */
function causesOf(error: unknown): string[] {
  const causes: string[] = []
  let said = error instanceof Error ? error.message : String(error)
  let cause = error instanceof Error ? error.cause : undefined
  for (let depth = 0; cause !== undefined && depth < deepestCause; depth += 1) {
    const message = cause instanceof Error ? cause.message : String(cause)
    if (!said.includes(message.replace(/\.$/, ''))) causes.push(message)
    said = `${said}\n${message}`
    cause = cause instanceof Error ? cause.cause : undefined
  }
  return causes
}
