import type { Artifact, ImageName } from '@kickai/release'
import type { Connection, Project } from '../connection/connection.ts'
import { CommandError } from '../error/command-error.ts'
import type { Progress } from '../output/progress.ts'
import { buildHere } from '../release/artifact.ts'
import { imageHere, imageName } from '../release/image.ts'
import { type OptionValues, textOption } from './command.ts'

export const commitOption = { flags: '--commit <sha>', summary: 'this commit instead of HEAD' }

export const digestOption = {
  flags: '--digest <sha256>',
  summary: 'only if the artifact is this one, such as was built once before',
}

export const imageOption = {
  flags: '--image <reference>',
  summary: 'this image of a registry instead of a commit; it is released by its digest',
}

/** What a command is to release: an image, else a commit (HEAD where none is named), which must make the digest where one is told. */
export interface NamedArtifact {
  readonly image?: ImageName
  readonly commit: string | undefined
  readonly digest: string | undefined
}

/** Reads what is to be released from a command's options, before anybody is asked; `usage` where they do not go together. */
export function namedArtifact(options: OptionValues): NamedArtifact {
  const commit = textOption(options, 'commit')
  const digest = textOption(options, 'digest')
  const named = textOption(options, 'image')
  if (commit !== undefined && named !== undefined)
    throw new CommandError('usage', 'A commit or an image is released, not both.')
  if (digest !== undefined && (named !== undefined || !/^sha256:[0-9a-f]{64}$/.test(digest)))
    throw new CommandError('usage', '--digest takes the digest of a bundle, as "kickai build" tells it.')
  return { ...(named !== undefined && { image: imageName(named) }), commit, digest }
}

/**
 * The artifact that was named: built here, or the image that its registry has under the name now. `dirty` says of a build
 * that the work tree holds changes which are not in it; nothing of an image does.
 */
export async function artifactNamed(
  project: Project,
  connection: Pick<Connection, 'secrets'>,
  { image, commit, digest }: NamedArtifact,
  { progress, signal }: { readonly progress: Progress; readonly signal: AbortSignal },
): Promise<{ readonly artifact: Artifact; readonly dirty?: boolean }> {
  if (image !== undefined) return { artifact: await imageHere(project, connection, image, progress) }
  return await buildHere(project, { commit, digest, progress, signal })
}
