import { createHash } from 'node:crypto'
import { ReleaseError } from '../release-error.ts'

/** 64 hexadecimal digits over these bytes. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** The hexadecimal digits of an artifact's digest; `artifact-digest-malformed` for what is none. */
export function digestHex(digest: string): string {
  const hex = /^sha256:([0-9a-f]{64})$/.exec(digest)?.[1]
  if (hex !== undefined) return hex
  throw new ReleaseError(
    'artifact-digest-malformed',
    `${JSON.stringify(digest)} is no digest of an artifact.`,
    'Give sha256: and 64 hexadecimal digits, as the history shows them.',
  )
}
