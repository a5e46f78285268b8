import { CommandError, type Problem } from './command-error.ts'
import { describeError } from './described.ts'

/**
 * What all of `checks` give. Where several fail, one error tells all their problems. A fault of ours is
 * thrown as it is.
 */
export async function allOrProblems<Checks extends readonly Promise<unknown>[]>(
  checks: Checks,
): Promise<{ -readonly [Index in keyof Checks]: Awaited<Checks[Index]> }> {
  const settled = await Promise.allSettled(checks)
  const errors: unknown[] = settled.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []))
  const fault = errors.find((error) => describeError(error).fault !== undefined)
  if (fault !== undefined) throw fault
  const [first, ...more] = errors
  if (first === undefined) return (await Promise.all(checks)) as never
  if (more.length === 0) throw first
  throw together([first, ...more])
}

function together(errors: readonly unknown[]): unknown {
  const described = errors.map(describeError)
  const [first] = described
  const problems = described.flatMap(({ code, message, problems: own }): Problem[] =>
    own.length > 0 ? [...own] : [{ path: code, sentence: message }],
  )
  const different = new Map(problems.map((problem) => [`${problem.path} ${problem.sentence}`, problem]))
  if (first === undefined || different.size === 1) return errors[0]
  const sentence = `${different.size} things keep this from beginning; nothing was changed.`
  return new CommandError('not-ready', sentence, { problems: [...different.values()], cause: errors[0] })
}
