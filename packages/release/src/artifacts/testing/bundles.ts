import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pack, writeManifest } from '@kickai/bundle'
import type { Artifact } from '../../ports/artifacts.ts'

/** A packed bundle with the artifact that it is. */
export interface PackedBundle {
  readonly artifact: Artifact
  readonly archive: Uint8Array
}

/** A bundle of one file with this content; the same content gives the same digest, whatever the commit. */
export async function bundleOf(content: string | Uint8Array, commit = 'c'.repeat(40)): Promise<PackedBundle> {
  const folder = await mkdtemp(join(tmpdir(), 'kickai-bundle-'))
  try {
    await writeFile(join(folder, 'server.mjs'), content)
    const { digest } = await writeManifest(folder, { commit })
    return { artifact: { kind: 'bundle', digest, commit }, archive: await pack(folder) }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Whether these are the same bytes. */
export function same(one: Uint8Array | undefined, other: Uint8Array): boolean {
  return one !== undefined && Buffer.compare(one, other) === 0
}
