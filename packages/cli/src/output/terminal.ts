import { styleText } from 'node:util'

/** Where a command's words go: results to standard output, progress to standard error. */
export interface Terminal {
  readonly out: NodeJS.WriteStream
  readonly err: NodeJS.WriteStream
  /** Whether standard error is a terminal that a line can be written over on. */
  readonly live: boolean
}

export function openTerminal(
  out: NodeJS.WriteStream,
  err: NodeJS.WriteStream,
  environment: NodeJS.ProcessEnv,
): Terminal {
  return { out, err, live: err.isTTY === true && environment.TERM !== 'dumb' && !environment.CI }
}

export type Colour = 'green' | 'red' | 'yellow' | 'dim' | 'bold'

/** Text in a colour where the stream is a terminal that shows colours (NO_COLOR is heeded), else the plain text. */
export function coloured(text: string, colour: Colour, stream: NodeJS.WriteStream): string {
  return styleText(colour, text, { stream, validateStream: true })
}

/** The colour of a verdict's word. */
export function verdictColour(verdict: string | undefined): Colour {
  if (verdict === 'live') return 'green'
  return verdict === 'rolled back' || verdict === undefined ? 'yellow' : 'red'
}
