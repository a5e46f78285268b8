import type { Artifact } from '@kickai/release'
import { buildArtifact } from '../build/build-artifact.ts'
import type { Project } from '../connection/connection.ts'
import { CommandError } from '../error/command-error.ts'
import { shortName } from '../output/format.ts'
import type { Progress } from '../output/progress.ts'

export interface BuiltHere {
  readonly artifact: Artifact
  /** The work tree holds changes that are not in the commit, and so are not released. */
  readonly dirty: boolean
}

/**
 * Builds the artifact of a commit, or of HEAD, and keeps it. Says what of the work tree is not in it, and that a folder
 * without a repository has a digest and no commit.
 */
export async function buildHere(
  project: Project,
  options: {
    readonly commit: string | undefined
    /** Which one it must be; `artifact-differs` where it is another. */
    readonly digest?: string | undefined
    readonly progress: Progress
    readonly signal: AbortSignal
  },
): Promise<BuiltHere> {
  const { configuration, workspace } = project
  const { commit, digest, progress, signal } = options
  progress.now('building the artifact')
  try {
    const { artifact, dirty } = await buildArtifact({
      repository: configuration.root,
      commit,
      bundle: configuration.bundle,
      workDirectory: workspace.folder,
      signal,
      log: (line) => progress.now(line),
    })
    progress.rest()
    if (digest !== undefined && artifact.digest !== digest)
      throw new CommandError('artifact-differs', `The artifact is ${artifact.digest}, and not ${digest}.`)
    if (artifact.commit === undefined)
      progress.line(`No commit here: the files are released as they are, and ${shortName(artifact)} stands alone.`)
    else if (dirty && commit === undefined)
      progress.line(
        `The work tree has changes that are not committed; ${shortName(artifact)} is released as HEAD has it.`,
      )
    return { artifact, dirty }
  } finally {
    progress.rest()
  }
}
