import { setTimeout as sleep } from 'node:timers/promises'

/** What an attempt says when another writer was faster: it may simply be made again. */
export const conflict = Symbol('conflict')

export interface Retry {
  /** How many attempts there are in all. */
  readonly attempts: number
  /** Part of the longest wait that is waited, 0 up to 1; drawn anew for each wait so that writers spread. */
  readonly jitter: () => number
  /** Waits so many milliseconds. Default: by the machine's clock. */
  readonly wait?: (ms: number) => Promise<unknown>
}

const firstMs = 4
const longestMs = 200

/** Makes attempts until one is no conflict; between them waits, longer each time. Gives `conflict` when all were. */
export async function attemptUntilSettled<Result>(
  attempt: () => Promise<Result | typeof conflict>,
  retry: Retry,
): Promise<Result | typeof conflict> {
  const { wait = sleep } = retry
  for (let made = 1; ; made++) {
    const result = await attempt()
    if (result !== conflict || made >= retry.attempts) return result
    await wait(retry.jitter() * Math.min(longestMs, firstMs * 2 ** made))
  }
}
