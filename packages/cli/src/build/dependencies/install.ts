import { existsSync } from 'node:fs'
import { BuildError } from '../build-error.ts'
import { aborted, tail } from '../command/run-build.ts'
import { runProcess } from '../command/run-process.ts'

export interface Installation {
  readonly directory: string
  readonly environment: NodeJS.ProcessEnv
  readonly log: (line: string) => void
  readonly limitMs: number
  readonly signal?: AbortSignal | undefined
}

const command = [
  'ci',
  '--ignore-scripts',
  '--no-audit',
  '--no-fund',
  '--no-progress',
  '--include=dev',
  '--include=optional',
]

/** Installs what the lock file in `directory` demands, and runs no package's scripts. */
export async function installPackages(installation: Installation): Promise<void> {
  // Run by npm, the very npm that runs this is used, also where it lies beside another Node.
  const npm = process.env.npm_execpath
  const own = npm !== undefined && /npm-cli\.c?js$/.test(npm) && existsSync(npm)
  const program = own ? { file: process.execPath, arguments: [npm, ...command] } : { file: 'npm', arguments: command }
  const result = await runProcess({ ...installation, ...program })
  if (result.ended === 'well') return
  if (result.ended === 'aborted') throw aborted()
  if (result.ended === 'not found') {
    throw new BuildError('npm-missing', 'There is no npm on the PATH.', 'Install npm, which comes with Node.')
  }
  const how =
    result.ended === 'too slow' ? `was killed after ${installation.limitMs / 1000} seconds` : `ended with ${result.how}`
  throw new BuildError(
    'dependencies-failed',
    `The commit's packages could not be installed: npm ci ${how}.${tail(result)}`,
    'Run "npm ci" in a fresh clone of the commit to see the same.',
  )
}
