import { BuildError } from './build-error.ts'

/** How a bundle comes out of a commit, as the configuration says it. */
export interface BundleSource {
  /** A shell command run in the folder of the configuration, in an export of the commit; none: the files as they are. */
  readonly build?: string | undefined
  /** The folder that becomes the bundle, relative to that same folder. Default: that folder itself. */
  readonly directory?: string | undefined
  /** Patterns of what is taken out of that folder (`*`, `?`, `**`; a folder stands for all in it). Default: everything. */
  readonly include?: readonly string[] | undefined
  /** Patterns of what is left out; they win over `include`. */
  readonly exclude?: readonly string[] | undefined
}

/** Refuses what cannot be meant, with `bundle-source-bad` and all of it at once. */
export function checkBundleSource({ build, directory, include, exclude }: BundleSource): void {
  const problems: string[] = []
  if (build?.trim() === '') problems.push('build is empty')
  if (directory !== undefined && !staysInside(directory)) {
    problems.push(`directory ${JSON.stringify(directory)} leads out of the repository`)
  }
  for (const pattern of [...(include ?? []), ...(exclude ?? [])]) {
    if (pattern === '' || !staysInside(pattern))
      problems.push(`the pattern ${JSON.stringify(pattern)} names nothing inside`)
  }
  if (problems.length === 0) return
  throw new BuildError(
    'bundle-source-bad',
    `The configuration's bundle cannot be built: ${problems.join('; ')}.`,
    'Use paths relative to the configuration, without ".." and without a leading "/".',
  )
}

function staysInside(path: string): boolean {
  return !path.startsWith('/') && !path.split('/').includes('..') && !path.includes('\0')
}
