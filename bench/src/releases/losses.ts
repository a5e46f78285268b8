import type { Books } from '@kickai/traffic'

const mostShown = 20

/** The first that were lost on any platform, a line each for whoever looks for the reason. Pure. */
export function lossLines(books: readonly Pick<Books, 'losses'>[]): string[] {
  return books
    .flatMap(({ losses }) => losses)
    .slice(0, mostShown)
    .map(({ kind, status, error, deployment, at, bodyStart }) => {
      const what = error ?? `status ${status}`
      // Only what no deployment answered: there the platform says why.
      const said = deployment === undefined && bodyStart !== '' ? `: ${bodyStart.trim()}` : ''
      return `${kind}: ${what} by ${deployment ?? 'nobody'} at ${new Date(at).toISOString()}${said}`
    })
}
