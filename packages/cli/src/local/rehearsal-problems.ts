import type { Books, Kind } from '@kickai/traffic'
import { grouped } from '../output/format.ts'
import type { RehearsalFigures } from './rehearsal.ts'
import { silentKinds } from './silent-kinds.ts'

/** Why a rehearsal does not show a rescue, each a sentence; empty: it does. Pure. */
export function rehearsalProblems(
  { verdict, caughtSeconds, backSeconds }: Pick<RehearsalFigures, 'verdict' | 'caughtSeconds' | 'backSeconds'>,
  books: Pick<Books, 'byKind' | 'lost'>,
  kinds: readonly Kind[],
): string[] {
  const problems = silentKinds(books, kinds)
  if (verdict !== 'rolled back') problems.push(`The bad release ended as ${verdict} instead of rolled back.`)
  else if (caughtSeconds === undefined || backSeconds === undefined)
    problems.push('No user ever reached the bad release, so nothing was measured.')
  if (books.lost > 0) problems.push(`${grouped(books.lost)} requests were lost.`)
  return problems
}
