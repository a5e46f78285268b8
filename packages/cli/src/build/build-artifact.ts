import { join, resolve } from 'node:path'
import { pack, writeManifest } from '@kickai/bundle'
import { type Artifact, type Artifacts, directoryArtifacts } from '@kickai/release'
import { BuildError, systemCode } from './build-error.ts'
import { type BundleSource, checkBundleSource } from './bundle-source.ts'
import { builtPath, type Recipe, readBuilt, writeBuilt } from './cache/built.ts'
import { reuse } from './cache/reuse.ts'
import { type BuildPlace, inBuildPlace } from './folder/place.ts'
import { makeOutput } from './output.ts'
import { findSource, type Source } from './source.ts'

export interface BuildOptions {
  /** The folder of the configuration: the top of a repository, a folder of one, a bare one, or no repository at all. */
  readonly repository: string
  /** Any name git knows a commit by. Default `HEAD`. */
  readonly commit?: string | undefined
  readonly bundle: BundleSource
  /** For what is kept from one build to the next. Default `.kickai` in `repository`. */
  readonly workDirectory?: string | undefined
  /** Where archives are kept. Default `artifacts` in the work directory. */
  readonly artifacts?: Artifacts | undefined
  /** Gets what is done, and the output of the build, line by line. */
  readonly log?: ((line: string) => void) | undefined
  /** For the build command, and again for installing packages. Default 600. */
  readonly limitSeconds?: number | undefined
  readonly signal?: AbortSignal | undefined
}

export interface BuiltArtifact {
  readonly artifact: Artifact
  /** The packed bundle; also kept in `artifacts` under its digest. */
  readonly archive: Uint8Array
  /** The work tree differs from HEAD. What was built is the commit all the same. */
  readonly dirty: boolean
  /** It had been built before; nothing was run now. */
  readonly cached: boolean
  readonly seconds: number
}

/**
 * Makes the artifact of a commit, without touching the work tree or the index. The same commit gives the same digest
 * wherever it is built, as far as its build command does the same twice. Built once, it comes out of the cache.
 *
 * Throws a `BuildError`, or what packing (`@kickai/bundle`) and keeping (`artifact-…`) throw.
 */
export async function buildArtifact(options: BuildOptions): Promise<BuiltArtifact> {
  const startedAt = performance.now()
  checkBundleSource(options.bundle)
  const workDirectory = resolve(options.workDirectory ?? join(options.repository, '.kickai'))
  try {
    const source = await findSource(options.repository, options.commit ?? 'HEAD', workDirectory)
    const made = await inBuildPlace(workDirectory, (place) => make(options, workDirectory, source, place))
    return { ...made, dirty: source.dirty, seconds: (performance.now() - startedAt) / 1000 }
  } catch (error) {
    throw systemCode(error) === undefined ? error : unusable(workDirectory, error)
  }
}

type Made = Pick<BuiltArtifact, 'artifact' | 'archive' | 'cached'>

async function make(options: BuildOptions, workDirectory: string, source: Source, place: BuildPlace): Promise<Made> {
  const { bundle, log = () => undefined } = options
  const artifacts = options.artifacts ?? directoryArtifacts(join(workDirectory, 'artifacts'))
  const pathFor = (recipe: Omit<Recipe, 'bundle'>) => builtPath(workDirectory, { ...recipe, bundle })
  const artifactOf = (digest: string): Artifact => ({ kind: 'bundle', digest, ...source.commit })

  const known = await readBuilt(pathFor(source))
  const archive = known && (await reuse(artifacts, artifactOf(known), place, log))
  if (known && archive) return { artifact: artifactOf(known), archive, cached: true }

  const tree = await source.export(place, log)
  const folder = await makeOutput({ ...options, workDirectory, log }, source, place)
  const { digest } = await writeManifest(folder, source.commit)
  const packed = await pack(folder)
  await artifacts.put(artifactOf(digest), packed)
  await writeBuilt(pathFor({ tree, prefix: source.prefix }), digest)
  return { artifact: artifactOf(digest), archive: packed, cached: false }
}

function unusable(workDirectory: string, error: unknown): BuildError {
  return new BuildError(
    'build-folder-unusable',
    `The build could not use its folders: ${error instanceof Error ? error.message : error}.`,
    `See that there is room, and that this user may write, in ${workDirectory} and where temporary files lie.`,
    error,
  )
}
