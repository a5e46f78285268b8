import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type BundleFile, byPathBytes, digestOf } from './digest.ts'
import { BundleError } from './error.ts'
import { describeFiles, filePaths } from './files.ts'
import { type Manifest, manifestName } from './manifest.ts'

/**
 * Makes a folder a bundle: writes its manifest, over one that is there, and gives the digest. The same files give the
 * same digest, whatever their times, owners and order of creation.
 *
 * Throws `bundle-refused` for links and special files, `bundle-empty` for a folder without files.
 */
export async function writeManifest(
  directory: string,
  options: { readonly commit?: string | undefined } = {},
): Promise<{ readonly digest: string; readonly files: readonly BundleFile[] }> {
  const paths = await filePaths(directory)
  if (paths.length === 0) {
    throw new BundleError(
      'bundle-empty',
      `There is no file in ${directory} to make a bundle of.`,
      'See whether the build writes its output there.',
    )
  }
  const files = (await describeFiles(directory, paths)).sort(byPathBytes)
  const { commit } = options
  const manifest: Manifest = { schemaVersion: 1, ...(commit === undefined ? {} : { commit }), files }
  await writeFile(join(directory, manifestName), `${JSON.stringify(manifest)}\n`, { mode: 0o644 })
  return { digest: digestOf(files), files }
}
