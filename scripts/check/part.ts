/** What one part of the check found. */
export type PartResult = { problems: string[]; note?: string }

/** One part of the check: what it is called and what it does. It changes nothing. */
export type Part = { name: string; run(root: string): Promise<PartResult> }

/** A part with its result and how long it took. */
export type FinishedPart = PartResult & { name: string; seconds: number }

/**
 * Runs all parts at once, so that all problems are told at once. A part that throws has that as its problem.
 *
 * @param finished called as each part ends
 */
export async function runParts(
  parts: readonly Part[],
  root: string,
  finished: (part: FinishedPart) => void,
): Promise<FinishedPart[]> {
  return Promise.all(
    parts.map(async ({ name, run }) => {
      const began = performance.now()
      const result = await run(root).catch((error: unknown) => ({
        problems: [error instanceof Error ? (error.stack ?? error.message) : String(error)],
      }))
      const part = { name, seconds: (performance.now() - began) / 1000, ...result }
      finished(part)
      return part
    }),
  )
}
