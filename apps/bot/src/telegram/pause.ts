/** Waits, or less long where `signal` is aborted; never throws. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  await new Promise<void>((resolve) => {
    const end = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, milliseconds)
    signal.addEventListener('abort', end)
  })
}

/** Waits that grow from one to the next until `reset`, with jitter so that processes do not go in step. */
export function createBackoff(
  firstMilliseconds: number,
  longestMilliseconds: number,
  jitter: () => number = Math.random,
) {
  let next = firstMilliseconds
  return {
    /** How long to wait now; the next time it is twice as long. */
    milliseconds(): number {
      const now = next
      next = Math.min(longestMilliseconds, next * 2)
      return now * (0.75 + jitter() / 2)
    },
    reset(): void {
      next = firstMilliseconds
    },
  }
}
