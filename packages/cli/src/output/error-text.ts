import type { DescribedError } from '../error/described.ts'
import { coloured } from './terminal.ts'

/** An error for people: sentence, every problem, what caused it, the way out, and its code to look it up by. */
export function errorText(error: DescribedError, stream: NodeJS.WriteStream): string {
  const lines = [
    ...(error.fault === undefined ? [] : [error.fault]),
    `${coloured('kickai:', 'red', stream)} ${error.message}`,
    ...error.problems.map(({ path, sentence }) => `  ${path}: ${sentence}`),
    ...error.causes.map((cause) => `  because: ${cause}`),
    `  ${error.wayOut} (${error.code})`,
  ]
  return `${lines.join('\n')}\n`
}
