import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** The path of this command's own program: `main.ts` beside this file in source, `kickai.mjs` beside the bundle. */
export function ownProgram(): string {
  const here = import.meta.filename
  return join(dirname(here), here.endsWith('.ts') ? 'main.ts' : 'kickai.mjs')
}

/** The library that draws charts, as files: in its package in source, beside the bundle there. */
export function chartLibraryFiles(): { readonly script: string; readonly style: string } {
  const here = import.meta.filename
  if (!here.endsWith('.ts'))
    return { script: join(dirname(here), 'uPlot.iife.min.js'), style: join(dirname(here), 'uPlot.min.css') }
  const require = createRequire(here)
  return { script: require.resolve('uplot/dist/uPlot.iife.min.js'), style: require.resolve('uplot/dist/uPlot.min.css') }
}
