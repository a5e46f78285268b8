import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { BundleSource } from '../bundle-source.ts'
import { textIfThere } from '../dependencies/mirror.ts'

/** Everything that decides what a build makes. Two builds of the same recipe are taken to make the same. */
export interface Recipe {
  /** Git's id of the commit's files, or the mark of a folder. */
  readonly tree: string
  /** Which folder of them the configuration lies in. */
  readonly prefix: string
  readonly bundle: BundleSource
}

/** Raised when this version builds the same recipe differently. */
const recipeVersion = 1

/** Where a recipe's digest is remembered. */
export function builtPath(workDirectory: string, { tree, prefix, bundle }: Recipe): string {
  const { build, directory, include, exclude } = bundle
  // Without a build the files are taken as they are, by any Node on any system.
  const builder = build === undefined ? [] : [process.versions.modules, process.platform, process.arch]
  const whole = [recipeVersion, tree, prefix, build, directory, include, exclude, builder]
  const key = createHash('sha256').update(JSON.stringify(whole)).digest('hex')
  return join(builtFolder(workDirectory), `${key}.json`)
}

/** The digest that a recipe gave before; undefined where it was not built, or the record is no longer readable. */
export async function readBuilt(path: string): Promise<string | undefined> {
  const text = await textIfThere(path)
  if (text === undefined) return undefined
  try {
    const record: { schemaVersion?: unknown; digest?: unknown } | null = JSON.parse(text)
    const digest = record?.schemaVersion === 1 ? record.digest : undefined
    return typeof digest === 'string' && /^sha256:[0-9a-f]{64}$/.test(digest) ? digest : undefined
  } catch {
    // A torn record costs a build, no more.
    return undefined
  }
}

export async function writeBuilt(path: string, digest: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const partial = `${path}.${randomUUID()}.part`
  try {
    await writeFile(partial, `${JSON.stringify({ schemaVersion: 1, digest })}\n`)
    await rename(partial, path)
  } finally {
    await rm(partial, { force: true })
  }
}

/** Forgets the recipes of digests that are kept no longer: they would have to be built again anyway. */
export async function forgetBuilt(workDirectory: string, digests: ReadonlySet<string>): Promise<void> {
  if (digests.size === 0) return
  const folder = builtFolder(workDirectory)
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  for (const name of names) {
    const digest = await readBuilt(join(folder, name))
    if (digest !== undefined && digests.has(digest)) await rm(join(folder, name), { force: true })
  }
}

function builtFolder(workDirectory: string): string {
  return join(workDirectory, 'artifacts', 'built')
}
