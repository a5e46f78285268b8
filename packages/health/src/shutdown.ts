export interface ShutdownOptions {
  /** Everything that has to happen before the process may go. */
  readonly work: (signal: NodeJS.Signals) => Promise<void>
  /** The process goes after this long even when the work has not ended. */
  readonly limitMilliseconds: number
  /** Called with why the process ends otherwise than it should: the work failed, or took too long. */
  readonly failed: (cause: unknown) => void
}

/** How a process that had to be cut off ends, so that a platform can tell it from a good end. */
const cutOff = 1

/**
 * Ends the process properly on SIGTERM and SIGINT: the work is done once, then the process exits with 0. A second
 * SIGINT, from a person who does not want to wait, ends it at once; a second SIGTERM changes nothing.
 */
export function endProperly(options: ShutdownOptions): void {
  let ending = false
  const begin = (signal: NodeJS.Signals): void => {
    if (ending) {
      if (signal === 'SIGINT') process.exit(cutOff)
      return
    }
    ending = true
    setTimeout(() => {
      options.failed(new Error(`still not ended after ${options.limitMilliseconds} ms`))
      process.exit(cutOff)
    }, options.limitMilliseconds)
    options.work(signal).then(
      () => process.exit(0),
      (cause: unknown) => {
        options.failed(cause)
        process.exit(cutOff)
      },
    )
  }
  process.on('SIGTERM', begin)
  process.on('SIGINT', begin)
}
