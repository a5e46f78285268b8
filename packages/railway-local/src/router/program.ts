import { entry } from '../entries.ts'

/**
 * The command line of the router process. It keeps next to nothing for long, so collecting garbage in its one thread costs
 * less than waking others for it would.
 */
export function routerProgram(directory: string): [program: string, ...words: string[]] {
  const flags = ['--disable-warning=ExperimentalWarning', '--single-threaded-gc']
  return [process.execPath, ...flags, entry('router'), '--directory', directory]
}
