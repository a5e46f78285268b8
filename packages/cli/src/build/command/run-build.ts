import { BuildError } from '../build-error.ts'
import { type ProcessResult, runProcess } from './run-process.ts'

export interface BuildRun {
  readonly command: string
  readonly directory: string
  readonly environment: NodeJS.ProcessEnv
  readonly log: (line: string) => void
  readonly limitMs: number
  readonly signal?: AbortSignal | undefined
}

/** Runs a build command by `/bin/sh -c`. Throws `build-failed`, `build-too-slow` or `build-aborted`. */
export async function runBuild(run: BuildRun): Promise<void> {
  const result = await runProcess({ ...run, file: '/bin/sh', arguments: ['-c', run.command] })
  switch (result.ended) {
    case 'well':
      return
    case 'too slow':
      throw new BuildError(
        'build-too-slow',
        `The build command "${run.command}" had not ended after ${run.limitMs / 1000} seconds and was killed.${tail(result)}`,
        'See what it waits for; it gets no input and must end by itself.',
      )
    case 'aborted':
      throw aborted()
    default:
      throw new BuildError(
        'build-failed',
        `The build command "${run.command}" ended with ${result.how}.${tail(result)}`,
        'Run it in a fresh clone of the commit to see the same; it finds only what is committed and what the lock file installs.',
      )
  }
}

/** The last lines that a process wrote, as the end of a sentence. */
export function tail({ lastLines }: ProcessResult): string {
  return lastLines.length === 0 ? ' It wrote nothing.' : ` Its last lines:\n${lastLines.join('\n')}`
}

export function aborted(): BuildError {
  return new BuildError('build-aborted', 'The build was stopped before its end.', 'Start it again.')
}
