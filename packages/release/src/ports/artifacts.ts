/** What is released. `digest` is `sha256:` and 64 hexadecimal digits over the bundle's sorted manifest. */
export interface Artifact {
  readonly kind: 'bundle'
  readonly digest: string
  /** Full commit, absent for a folder that is no git repository. */
  readonly commit?: string
  /** When the commit was made, by its committer's clock; milliseconds since 1970. */
  readonly committedAt?: number
}

export interface Artifacts {
  /** Keeps a packed bundle under its digest; keeping the same digest twice is harmless. */
  put(artifact: Artifact, archive: Uint8Array): Promise<void>
  /** The packed bundle, checked against what was put; undefined where it is not kept here. */
  get(digest: string): Promise<Uint8Array | undefined>
}
