import type { Books } from '@kickai/traffic'

const mostShown = 20

/** The first that were lost on any platform, a line each for whoever looks for the reason. Pure. */
export function lossLines(books: readonly Pick<Books, 'losses'>[]): string[] {
  return books
    .flatMap(({ losses }) => losses)
    .slice(0, mostShown)
    .map(({ kind, status, error, deployment, at }) => {
      const what = error ?? `status ${status}`
      return `${kind}: ${what} by ${deployment ?? 'nobody'} at ${new Date(at).toISOString()}`
    })
}
