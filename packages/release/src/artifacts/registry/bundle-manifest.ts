import { z } from 'zod'
import type { Artifact } from '../../ports/artifacts.ts'
import { sha256Of } from '../digest.ts'

/** What kind of thing a kept bundle is, and its one layer: the gzip tar that is uploaded. */
const artifactType = 'application/vnd.kickai.bundle.v1'
const layerType = 'application/vnd.kickai.bundle.v1.tar+gzip'
const digestAnnotation = 'dev.kickai.bundle.digest'
const commitAnnotation = 'org.opencontainers.image.revision'

export const manifestType = 'application/vnd.oci.image.manifest.v1+json'

/** Bytes under their digest, as a manifest speaks of them. */
export interface Blob {
  readonly digest: string
  readonly size: number
}

/** The configuration of what has none, by the specification. */
export const emptyBlob = { bytes: Buffer.from('{}'), type: 'application/vnd.oci.empty.v1+json' } as const

export function blobOf(bytes: Uint8Array): Blob {
  return { digest: `sha256:${sha256Of(bytes)}`, size: bytes.byteLength }
}

/** The manifest under which a packed bundle is kept. The same artifact and archive give the same bytes. */
export function writeBundleManifest(artifact: Artifact, archive: Uint8Array): Buffer {
  const { digest, commit } = artifact
  const manifest = {
    schemaVersion: 2,
    mediaType: manifestType,
    artifactType,
    config: { mediaType: emptyBlob.type, ...blobOf(emptyBlob.bytes) },
    layers: [
      {
        mediaType: layerType,
        ...blobOf(archive),
        annotations: { 'org.opencontainers.image.title': 'bundle.tgz' },
      },
    ],
    annotations: {
      [digestAnnotation]: digest,
      ...(commit !== undefined && { [commitAnnotation]: commit }),
    },
  }
  return Buffer.from(JSON.stringify(manifest))
}

const schema = z.object({
  schemaVersion: z.literal(2),
  artifactType: z.literal(artifactType),
  layers: z.tuple([
    z.object({
      mediaType: z.literal(layerType),
      digest: z.string().regex(/^sha256:[0-9a-f]{64}$/),
      size: z.int().min(1),
    }),
  ]),
  annotations: z.object({ [digestAnnotation]: z.string() }),
})

/** Where the packed bundle of `digest` lies by its manifest; a clause instead where that is the manifest of anything else. */
export function readBundleManifest(bytes: Buffer, digest: string): Blob | string {
  let manifest: unknown
  try {
    manifest = JSON.parse(bytes.toString('utf8'))
  } catch {
    return 'its manifest is no JSON'
  }
  const parsed = schema.safeParse(manifest)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    return `its manifest is not that of a bundle (${issue?.path.join('.') || 'all'}: ${issue?.message})`
  }
  const { annotations, layers } = parsed.data
  if (annotations[digestAnnotation] !== digest) return `its manifest is that of ${annotations[digestAnnotation]}`
  return { digest: layers[0].digest, size: layers[0].size }
}
