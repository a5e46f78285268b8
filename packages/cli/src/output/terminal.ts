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

type Colour = 'green' | 'red' | 'yellow' | 'dim' | 'bold'

/** Text in a colour where the stream is a terminal that shows colours (NO_COLOR is heeded), else the plain text. */
export function coloured(text: string, colour: Colour, stream: NodeJS.WriteStream): string {
  return styleText(colour, text, { stream, validateStream: true })
}

const wordColours: { readonly [word: string]: Colour } = {
  live: 'green',
  proven: 'green',
  'rolled back': 'yellow',
  failed: 'red',
  blocked: 'red',
  unknown: 'red',
  'rollback failed': 'red',
}

/** Verdicts and identities in their colours; every other word as it is. */
export function colouredWord(word: string, stream: NodeJS.WriteStream): string {
  const colour = wordColours[word.trim()]
  return colour === undefined ? word : coloured(word, colour, stream)
}
