import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { ownDigest, pack, unpack, writeManifest } from '@kickai/bundle'
import type { Artifact, Artifacts } from '@kickai/release'
import type { BuildPlace } from '../folder/place.ts'

/**
 * The kept archive of a digest, labelled with the wanted commit: another commit may have given the same files, and
 * its id stands in the manifest then; it is kept anew under the wanted one. Undefined where none is kept, or what is kept is not what it should be; the
 * reason goes to `log`, and the artifact is to be built again.
 */
export async function reuse(
  artifacts: Artifacts,
  wanted: Artifact,
  { scratch }: BuildPlace,
  log: (line: string) => void,
): Promise<Uint8Array | undefined> {
  try {
    const archive = await artifacts.get(wanted.digest)
    if (archive === undefined) return undefined
    const folder = join(scratch, 'kept')
    await mkdir(folder)
    await unpack(archive, folder)
    const { digest, commit } = await ownDigest(folder)
    if (digest !== wanted.digest) throw new Error(`it has the digest ${digest}`)
    if (commit === wanted.commit) return archive
    await writeManifest(folder, { commit: wanted.commit })
    const relabelled = await pack(folder)
    await artifacts.put(wanted, relabelled)
    return relabelled
  } catch (error) {
    log(`The kept artifact cannot be used and is built again: ${error instanceof Error ? error.message : error}`)
    return undefined
  }
}
