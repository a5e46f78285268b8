import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ownDigest } from '@kickai/bundle'

/** What a process can prove about its own bytes. Both are undefined where it runs from source. */
export interface OwnIdentity {
  readonly digest: string | undefined
  readonly commit: string | undefined
}

/** Computes the digest of the bundle in a directory from the bytes that lie there now. */
export async function ownIdentity(directory: string): Promise<OwnIdentity> {
  if (!existsSync(join(directory, 'kickai-bundle.json'))) return { digest: undefined, commit: undefined }
  const { digest, commit } = await ownDigest(directory)
  return { digest, commit }
}
