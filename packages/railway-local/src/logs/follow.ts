import { closeSync, type FSWatcher, fstatSync, openSync, readSync, watch } from 'node:fs'
import { systemCode } from '../errors.ts'
import { type LogLine, newestFirst } from './lines.ts'
import { readLine } from './structured.ts'

/** A line with how far both files were read when it was taken. Who keeps it whole lets a later follower go on there. */
export interface FollowedLine extends LogLine {
  readonly read: { readonly output: number; readonly errors: number }
}

export interface FollowOrder {
  readonly output: string
  readonly errors: string
  /** Where earlier lines of these files are kept; absent where they are read from their beginning. */
  readonly log?: string
  readonly onLines: (lines: readonly FollowedLine[]) => void
}

const streams = ['output', 'errors'] as const
const chunkBytes = 256 * 1024
const longestLineBytes = 64 * 1024
/** Where the system does not tell of changes, they are seen this much later. */
const lookMs = 500

/** Reads what a service prints into its files as it comes, and gives each line the time at which it came. */
export class Follower {
  readonly #order: FollowOrder
  readonly #read = { output: 0, errors: 0 }
  #watchers: FSWatcher[] = []
  #timer: NodeJS.Timeout | undefined

  private constructor(order: FollowOrder) {
    this.#order = order
  }

  /** Goes on where an earlier follower of the same log stopped. Both files exist. */
  static async begin(order: FollowOrder): Promise<Follower> {
    const follower = new Follower(order)
    for await (const line of order.log === undefined ? [] : newestFirst<FollowedLine>(order.log)) {
      Object.assign(follower.#read, line.read)
      break
    }
    follower.pump()
    for (const stream of streams) {
      const watcher = watch(order[stream], { persistent: false }, () => follower.pump())
      // Watching only makes it sooner; the timer below sees everything too.
      watcher.on('error', () => watcher.close())
      follower.#watchers.push(watcher)
    }
    follower.#timer = setInterval(() => follower.pump(), lookMs)
    follower.#timer.unref()
    return follower
  }

  /** Takes in whatever was printed by now. */
  pump(): void {
    for (const stream of streams) {
      const taken = this.#take(stream, false)
      if (taken.length > 0) this.#order.onLines(taken)
    }
  }

  /** Takes in the rest, an unfinished last line included, and stops. */
  end(): void {
    clearInterval(this.#timer)
    for (const watcher of this.#watchers) watcher.close()
    for (const stream of streams) {
      const taken = this.#take(stream, true)
      if (taken.length > 0) this.#order.onLines(taken)
    }
  }

  #take(stream: (typeof streams)[number], last: boolean): FollowedLine[] {
    const lines: FollowedLine[] = []
    let file: number
    try {
      file = openSync(this.#order[stream], 'r')
    } catch (error) {
      // Removed with its environment.
      if (systemCode(error) === 'ENOENT') return lines
      throw error
    }
    try {
      for (;;) {
        const left = fstatSync(file).size - this.#read[stream]
        if (left <= 0) return lines
        const chunk = Buffer.alloc(Math.min(left, chunkBytes))
        const bytes = chunk.subarray(0, readSync(file, chunk, 0, chunk.length, this.#read[stream]))
        const before = lines.length
        this.#split(stream, bytes, last && left <= chunkBytes, lines)
        if (lines.length === before) return lines
      }
    } finally {
      closeSync(file)
    }
  }

  /** A line that is still being printed waits for its end, unless it is very long or nothing more will come. */
  #split(stream: (typeof streams)[number], bytes: Buffer, last: boolean, lines: FollowedLine[]): void {
    let start = 0
    const add = (end: number, next: number) => {
      const text = bytes.subarray(start, end).toString('utf8').replace(/\r$/, '')
      this.#read[stream] += next - start
      start = next
      if (text !== '') lines.push({ ...readLine(text, Date.now(), stream), read: { ...this.#read } })
    }
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) add(end, end + 1)
    if (start < bytes.length && (last || bytes.length - start > longestLineBytes)) add(bytes.length, bytes.length)
  }
}
