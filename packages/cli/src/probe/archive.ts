import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pack, writeManifest } from '@kickai/bundle'

/** Packs files as releases are packed. */
export async function packFiles(files: Readonly<Record<string, string>>): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'kickai-probe-'))
  try {
    for (const [path, text] of Object.entries(files)) await writeFile(join(folder, path), text)
    await writeManifest(folder, {})
    return await pack(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
