import { appendFileSync, mkdirSync, statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { systemCode } from '../errors.ts'

/** A line of a build's or a deployment's log. */
export interface LogLine {
  /** Milliseconds since 1970. */
  readonly at: number
  readonly severity: string
  readonly message: string
  /** What a structured line says besides; values as JSON where they are no plain text. */
  readonly attributes?: readonly { readonly key: string; readonly value: string }[]
}

const chunkBytes = 64 * 1024

/** Appends one JSON document a line; makes the file and its directory where they are not there. */
export function appendJsonLines(path: string, lines: readonly unknown[]): void {
  if (lines.length === 0) return
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('')
  try {
    appendFileSync(path, text, { mode: 0o600 })
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    appendFileSync(path, text, { mode: 0o600 })
  }
}

/**
 * The documents of files with one JSON document a line, newest first, read only as far back as the caller goes. Several
 * paths are one log: the newest file first, each next one older. A line that is torn is left out; a file that is not there
 * holds none. `upTo` leaves out what stands behind so many bytes.
 */
export async function* newestFirst<Line>(
  path: string | readonly string[],
  upTo = Number.POSITIVE_INFINITY,
): AsyncGenerator<Line, void> {
  const seen = new Set<number>()
  for (const one of typeof path === 'string' ? [path] : path) yield* newestOf<Line>(one, upTo, seen)
}

async function* newestOf<Line>(path: string, upTo: number, seen: Set<number>): AsyncGenerator<Line, void> {
  let file: Awaited<ReturnType<typeof open>>
  try {
    file = await open(path, 'r')
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return
    throw error
  }
  try {
    const { size, ino } = await file.stat()
    // A file that was put aside while it was read is met again under its new name.
    if (seen.has(ino)) return
    seen.add(ino)
    let end = Math.min(size, upTo)
    let rest: Buffer = Buffer.alloc(0)
    while (end > 0) {
      const start = Math.max(0, end - chunkBytes)
      const chunk = Buffer.alloc(end - start)
      await file.read(chunk, 0, chunk.length, start)
      const bytes = Buffer.concat([chunk, rest])
      // What stands before the first line break may be the end of a longer line.
      const whole = start === 0 ? 0 : bytes.indexOf(10) + 1
      if (start > 0 && whole === 0) {
        rest = bytes
      } else {
        rest = bytes.subarray(0, whole)
        yield* parsedBackwards<Line>(bytes.subarray(whole).toString('utf8'))
      }
      end = start
    }
  } finally {
    await file.close()
  }
}

/** How long a file is now, in bytes; 0 where it is not there. */
export function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}

function* parsedBackwards<Line>(text: string): Generator<Line> {
  const lines = text.split('\n')
  for (let index = lines.length - 1; index >= 0; index -= 1) {
    const line = lines[index]
    if (!line) continue
    try {
      yield JSON.parse(line)
    } catch (error) {
      // A process that is killed while it appends leaves half a line.
      if (!(error instanceof SyntaxError)) throw error
    }
  }
}
