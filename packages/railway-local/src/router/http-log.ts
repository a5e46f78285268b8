import { appendFileSync } from 'node:fs'
import { appendFile, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type HttpLogLine, olderHttpLog } from './contract.ts'

const BATCH_MS = 100
const PENDING_LIMIT = 200_000
const SILENCE_MS = 60_000
/** About 150,000 requests. There are two such files for each deployment at most. */
const FILE_LIMIT_BYTES = 32 * 2 ** 20

/** One line per request, appended in batches to a file per deployment. Of many requests the oldest are forgotten. */
export class HttpLog {
  readonly #directory: string
  readonly #fileLimit: number
  #pending = new Map<string, string[]>()
  #pendingLines = 0
  #dropped = 0
  #silentUntil = 0
  #timer: NodeJS.Timeout | undefined
  #writing: Promise<void> = Promise.resolve()

  /**
   * @param directory where the files are; it must exist.
   * @param fileLimit bytes from which on a file is put aside and a new one begun.
   */
  constructor(directory: string, fileLimit = FILE_LIMIT_BYTES) {
    this.#directory = directory
    this.#fileLimit = fileLimit
  }

  /** Takes a line; it is in the file about 100 ms later. Beyond a bound lines are counted and not kept. */
  record(line: HttpLogLine): void {
    if (this.#pendingLines >= PENDING_LIMIT) {
      this.#dropped += 1
      return
    }
    const lines = this.#pending.get(line.deployment)
    const text = `${JSON.stringify(line)}\n`
    if (lines === undefined) this.#pending.set(line.deployment, [text])
    else lines.push(text)
    this.#pendingLines += 1
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      void this.flush()
    }, BATCH_MS)
  }

  /** Resolves when every line taken so far is in its file. A file that cannot be written is reported, not thrown. */
  flush(): Promise<void> {
    this.#writing = this.#writing.then(async () => {
      for (const [path, text] of this.#takeBatch()) {
        try {
          await appendFile(path, text, { mode: 0o600 })
          if ((await stat(path)).size >= this.#fileLimit) await rename(path, olderHttpLog(path))
        } catch (error) {
          this.#reportLoss(path, error)
        }
      }
    })
    return this.#writing
  }

  /** Writes what is left at once, for a process that is about to end. */
  flushNow(): void {
    for (const [path, text] of this.#takeBatch()) {
      try {
        appendFileSync(path, text, { mode: 0o600 })
      } catch (error) {
        this.#reportLoss(path, error)
      }
    }
  }

  #takeBatch(): [path: string, text: string][] {
    const batch = [...this.#pending].map(([deployment, lines]): [string, string] => [
      join(this.#directory, `${deployment}.jsonl`),
      lines.join(''),
    ])
    this.#pending = new Map()
    this.#pendingLines = 0
    if (this.#dropped > 0) process.stderr.write(`http log: ${this.#dropped} lines dropped, the disk is too slow\n`)
    this.#dropped = 0
    return batch
  }

  /** Says it once a minute: a disk that is full stays full for a while. */
  #reportLoss(path: string, error: unknown): void {
    const time = performance.now()
    if (time < this.#silentUntil) return
    this.#silentUntil = time + SILENCE_MS
    process.stderr.write(`http log: lines lost for ${path}: ${(error as Error).message}\n`)
  }
}
