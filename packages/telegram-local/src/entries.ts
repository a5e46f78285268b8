import { dirname, join } from 'node:path'

/**
 * Path of the file that runs the embedded Telegram as a process of its own: the source beside this one, or, where
 * this runs bundled, `telegram.mjs` beside the bundle.
 */
export function entry(_name: 'telegram'): string {
  const isSource = import.meta.filename.endsWith('.ts')
  return join(dirname(import.meta.filename), isSource ? 'main.ts' : 'telegram.mjs')
}
