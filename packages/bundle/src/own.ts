import { digestOf } from './digest.ts'
import { describeFiles } from './files.ts'
import { readManifest } from './manifest.ts'

/**
 * The digest that a running process proves itself by: the manifest only says which files count, their bytes and modes
 * are read from the disk. A changed byte gives another digest; files that the manifest does not name (data written
 * since) change nothing. `commit` is what the manifest says.
 *
 * Throws `bundle-manifest-missing`, `bundle-manifest-unreadable` and `bundle-file-missing`.
 */
export async function ownDigest(directory: string): Promise<{ readonly digest: string; readonly commit?: string }> {
  const { commit, files } = await readManifest(directory)
  const paths = files.map(({ path }) => path)
  const digest = digestOf(await describeFiles(directory, paths))
  return commit === undefined ? { digest } : { digest, commit }
}
