import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pack, writeManifest } from '@kickai/bundle'
import { type Artifact, directoryArtifacts } from '@kickai/release'
import type { Workspace } from '../workspace/workspace.ts'

/** Makes an artifact of files given by path, and keeps it like every other. */
export async function keepBundle(workspace: Workspace, files: ReadonlyMap<string, string>): Promise<Artifact> {
  const folder = mkdtempSync(join(tmpdir(), 'kickai-bundle-'))
  try {
    for (const [path, text] of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    }
    const { digest } = await writeManifest(folder)
    const artifact: Artifact = { kind: 'bundle', digest }
    await directoryArtifacts(workspace.artifacts).put(artifact, await pack(folder))
    return artifact
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
