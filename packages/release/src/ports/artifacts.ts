/**
 * What is released: a bundle, whose `digest` is `sha256:` and 64 hexadecimal digits over its sorted manifest, or an image, whose
 * digest is that of the registry.
 */
export type Artifact = ArtifactOrigin &
  (
    | { readonly kind: 'bundle'; readonly digest: string }
    /** `reference` names the image by that digest: `registry.example/shop@sha256:…`. */
    | { readonly kind: 'image'; readonly digest: string; readonly reference: string }
  )

export interface ArtifactOrigin {
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
