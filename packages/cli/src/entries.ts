import { dirname, join } from 'node:path'

/** The path of this command's own program: `main.ts` beside this file in source, `kickai.mjs` beside the bundle. */
export function ownProgram(): string {
  const here = import.meta.filename
  return join(dirname(here), here.endsWith('.ts') ? 'main.ts' : 'kickai.mjs')
}
