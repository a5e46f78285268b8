import { createHash } from 'node:crypto'

/** One file of a bundle. `path` is relative to its root, with `/` between the parts. */
export interface BundleFile {
  readonly path: string
  /** 64 hexadecimal digits over the file's bytes. */
  readonly sha256: string
  readonly executable: boolean
}

/** The order of a bundle's files: by the UTF-8 bytes of their paths, whatever the language of the machine. */
export function byPathBytes(one: { readonly path: string }, other: { readonly path: string }): number {
  return Buffer.compare(Buffer.from(one.path), Buffer.from(other.path))
}

/**
 * The digest of a bundle: `sha256:` and 64 hexadecimal digits over, for each file in the given order,
 * `path NUL sha256 NUL x-or-dash LF`. Times, owners and the commit are no part of it.
 */
export function digestOf(files: readonly BundleFile[]): string {
  const hash = createHash('sha256')
  for (const { path, sha256, executable } of files) hash.update(`${path}\0${sha256}\0${executable ? 'x' : '-'}\n`)
  return `sha256:${hash.digest('hex')}`
}
