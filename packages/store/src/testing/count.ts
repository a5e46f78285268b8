import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** Counts in a store from a process of its own; fails where that fails or warns. */
export async function startCounting(url: string, times: number, environment: NodeJS.ProcessEnv = {}): Promise<void> {
  const program = join(import.meta.dirname, '../fixtures/increment.ts')
  const { stderr } = await promisify(execFile)(process.execPath, [program, url, `${times}`], {
    env: { ...process.env, ...environment },
  })
  if (stderr !== '') throw new Error(stderr)
}
