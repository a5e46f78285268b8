import { readdir, rm, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fits } from './pattern.ts'

/** Removes from a folder every file that `include` does not name (all are, without it) or that `exclude` names. */
export async function prune(
  directory: string,
  {
    include,
    exclude = [],
  }: { readonly include?: readonly string[] | undefined; readonly exclude?: readonly string[] | undefined },
  folder = '',
): Promise<void> {
  if (include === undefined && exclude.length === 0) return
  for (const entry of await readdir(join(directory, folder), { withFileTypes: true })) {
    const path = `${folder}${entry.name}`
    const place = join(directory, path)
    if (exclude.some((pattern) => fits(path, pattern))) await rm(place, { recursive: true })
    else if (entry.isDirectory()) {
      await prune(directory, { include, exclude }, `${path}/`)
      if ((await readdir(place)).length === 0) await rmdir(place)
    } else if (include !== undefined && !include.some((pattern) => fits(path, pattern))) await rm(place)
  }
}
