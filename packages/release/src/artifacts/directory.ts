import { utimes } from 'node:fs/promises'
import { join } from 'node:path'
import type { Artifacts } from '../ports/artifacts.ts'
import { ReleaseError } from '../release-error.ts'
import { digestHex, sha256Of } from './digest.ts'
import { readIfThere, writeWhole } from './whole-file.ts'

/** What lies under a digest: which archive was put last, by the SHA-256 of the archive's own bytes. */
interface ArtifactRecord {
  readonly schemaVersion: 1
  readonly archive: string
  readonly commit?: string
}

/**
 * Keeps artifacts in a folder: archives under their own SHA-256, and beside them, per digest, a record that names one.
 * Both are written whole or not at all, so a reader sees the archive that was put before or the one that was put
 * last; that may differ in the commit that its manifest names. Several processes may use one folder.
 *
 * A file that is not what was put is `artifact-unreadable`; putting the artifact again repairs it. A folder that cannot
 * be written is `artifact-not-kept`.
 */
export function directoryArtifacts(path: string): Artifacts {
  const recordPath = (digest: string) => join(path, `${digestHex(digest)}.json`)
  const archivePath = (sha256: string) => join(path, `${sha256}.tgz`)

  return {
    async put(artifact, archive) {
      const record: ArtifactRecord = {
        schemaVersion: 1,
        archive: sha256Of(archive),
        ...(artifact.commit === undefined ? {} : { commit: artifact.commit }),
      }
      const target = recordPath(artifact.digest)
      try {
        await keepArchive(archivePath(record.archive), archive, record.archive)
        await writeWhole(target, Buffer.from(`${JSON.stringify(record)}\n`))
      } catch (error) {
        throw notKept(path, error)
      }
    },

    async get(digest) {
      const record = await readRecord(recordPath(digest), digest)
      if (record === undefined) return undefined
      const archive = await read(archivePath(record.archive), digest)
      if (archive === undefined) throw unreadable(digest, `${archivePath(record.archive)} is missing`)
      if (sha256Of(archive) !== record.archive) throw unreadable(digest, `${archivePath(record.archive)} is damaged`)
      return archive
    },
  }
}

/** Writes an archive, unless it is there and whole; then it only counts as put now, so that it is not pruned. */
async function keepArchive(place: string, archive: Uint8Array, sha256: string): Promise<void> {
  const kept = await readIfThere(place)
  const now = new Date()
  if (kept !== undefined && sha256Of(kept) === sha256) await utimes(place, now, now)
  else await writeWhole(place, archive)
}

async function readRecord(place: string, digest: string): Promise<ArtifactRecord | undefined> {
  const bytes = await read(place, digest)
  if (bytes === undefined) return undefined
  try {
    const record: ArtifactRecord = JSON.parse(bytes.toString())
    if (record.schemaVersion === 1 && /^[0-9a-f]{64}$/.test(record.archive)) return record
  } catch (error) {
    throw unreadable(digest, `${place} is damaged`, error)
  }
  throw unreadable(digest, `${place} is damaged, or of a newer version`)
}

async function read(place: string, digest: string): Promise<Buffer | undefined> {
  try {
    return await readIfThere(place)
  } catch (error) {
    throw unreadable(digest, `${place} cannot be read`, error)
  }
}

function unreadable(digest: string, reason: string, cause?: unknown): ReleaseError {
  return new ReleaseError(
    'artifact-unreadable',
    `The kept artifact ${digest} is not what was kept: ${reason}.`,
    'Deploy its commit again, which builds and keeps it anew, or put the file back from a copy.',
    { cause },
  )
}

function notKept(path: string, cause: unknown): ReleaseError {
  return new ReleaseError(
    'artifact-not-kept',
    `The artifact could not be kept in ${path}: ${cause instanceof Error ? cause.message : cause}.`,
    'See that the disk has room and that this user may write there.',
    { cause },
  )
}
