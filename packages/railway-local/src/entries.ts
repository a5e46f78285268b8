import { dirname, join } from 'node:path'

/** The programs of this room that run as processes of their own. */
export type EntryName = 'supervisor' | 'router'

/**
 * The path of a program's entry file: `<name>/main.ts` beside this file in source, `<name>.mjs` beside the bundle that
 * this code was bundled into.
 */
export function entry(name: EntryName): string {
  const here = import.meta.filename
  return here.endsWith('.ts') ? join(dirname(here), name, 'main.ts') : join(dirname(here), `${name}.mjs`)
}
