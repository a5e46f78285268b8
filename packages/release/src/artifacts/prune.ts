import { readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** An archive that no record names may be one whose record is about to be written. Milliseconds. */
const settledMs = 3_600_000

/**
 * Removes from a folder of kept artifacts (`directoryArtifacts`) what is neither needed nor among the `newest` that were
 * put there last, and what was left by processes that died. `needed` gives digests, and is asked only where there is
 * something to remove. Gives the digests that are gone. Other processes may use the folder meanwhile.
 */
export async function pruneArtifacts(
  path: string,
  { newest, needed }: { readonly newest: number; readonly needed: () => Promise<ReadonlySet<string>> },
): Promise<string[]> {
  const names = await namesIn(path)
  const records = await Promise.all(
    names
      .filter((name) => /^[0-9a-f]{64}\.json$/.test(name))
      .map(async (name) => ({ name, putAt: await changedAt(join(path, name)) })),
  )
  const surplus = records.toSorted((left, right) => right.putAt - left.putAt).slice(newest)
  const keep = surplus.length === 0 ? new Set<string>() : await needed()
  const gone: string[] = []
  for (const { name, putAt } of surplus) {
    const digest = `sha256:${name.slice(0, 64)}`
    // One that was put again meanwhile is somebody's who is about to use it.
    if (keep.has(digest) || (await changedAt(join(path, name))) !== putAt) continue
    await rm(join(path, name), { force: true })
    gone.push(digest)
  }
  await removeUnnamed(path)
  return gone
}

/** Archives that no record names any more, and files that were never finished. */
async function removeUnnamed(path: string): Promise<void> {
  const names = await namesIn(path)
  const named = new Set<string>()
  for (const name of names.filter((each) => each.endsWith('.json'))) {
    const archive = await archiveNamedIn(join(path, name))
    // A record that says nothing to us may be of a newer version, and name any of the archives.
    if (archive === undefined) return
    named.add(`${archive}.tgz`)
  }
  const before = Date.now() - settledMs
  for (const name of names) {
    const isOurs = /^[0-9a-f]{64}\.tgz$/.test(name) ? !named.has(name) : name.endsWith('.part')
    if (isOurs && (await changedAt(join(path, name))) < before) await rm(join(path, name), { force: true })
  }
}

async function archiveNamedIn(path: string): Promise<string | undefined> {
  try {
    const record: { readonly archive?: unknown } | null = JSON.parse(await readFile(path, 'utf8'))
    return typeof record?.archive === 'string' ? record.archive : undefined
  } catch {
    // Torn, or gone meanwhile: it is left to whoever reads it, and nothing is removed on its account.
    return undefined
  }
}

async function namesIn(path: string): Promise<string[]> {
  try {
    return await readdir(path)
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}

/** When a file was last written; 0 where it is gone. */
async function changedAt(path: string): Promise<number> {
  try {
    return (await stat(path)).mtimeMs
  } catch (error) {
    if (isMissing(error)) return 0
    throw error
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
