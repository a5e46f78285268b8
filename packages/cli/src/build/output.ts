import { realpath, rm, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { BuildError } from './build-error.ts'
import type { BundleSource } from './bundle-source.ts'
import { buildEnvironment } from './command/environment.ts'
import { runBuild } from './command/run-build.ts'
import { providePackages } from './dependencies/provide.ts'
import type { BuildPlace } from './folder/place.ts'
import { prune } from './folder/prune.ts'
import type { Source } from './source.ts'

export interface OutputOptions {
  readonly bundle: BundleSource
  readonly workDirectory: string
  readonly log: (line: string) => void
  readonly limitSeconds?: number | undefined
  readonly signal?: AbortSignal | undefined
}

/** Runs the build command in the exported files, if there is one, and gives the folder that is to be the bundle. */
export async function makeOutput(options: OutputOptions, source: Source, place: BuildPlace): Promise<string> {
  const { build, directory } = options.bundle
  const project = join(place.source, source.prefix)
  await demandFolder(project, place, `The commit has no folder ${source.prefix}`)
  if (build !== undefined) await runInProject(options, build, source, place)
  const output = join(project, directory ?? '.')
  await demandFolder(
    output,
    place,
    `There is no folder ${directory} ${build === undefined ? 'in the commit' : 'after the build'}`,
  )
  await prune(output, options.bundle)
  return output
}

async function runInProject(options: OutputOptions, command: string, source: Source, place: BuildPlace): Promise<void> {
  const { log, limitSeconds = 600, signal, workDirectory } = options
  const environment = buildEnvironment(process.env, { exported: place.source, workTree: source.checkout })
  const common = { environment, log, limitMs: limitSeconds * 1000, signal }
  const provided: string[] = []
  for (const prefix of new Set(['', source.prefix])) {
    const directory = join(place.source, prefix)
    const checkout = source.checkout && join(source.checkout, prefix)
    const folders = await providePackages({ ...common, directory, checkout, workDirectory })
    provided.push(...folders.map((folder) => join(directory, folder)))
  }
  log(`Building: ${command}`)
  await runBuild({ ...common, command, directory: join(place.source, source.prefix) })
  // Provided for the build, they are no part of what it made.
  for (const folder of provided) await rm(folder, { recursive: true, force: true })
}

/** Files are removed from the output later, so it must not be, by way of a link, somebody else's folder. */
async function demandFolder(folder: string, place: BuildPlace, sentence: string): Promise<void> {
  const real = await realpath(folder).catch(() => undefined)
  const top = await realpath(place.source)
  const isInside = real === top || real?.startsWith(top + sep)
  if (real !== undefined && isInside && (await stat(real)).isDirectory()) return
  throw new BuildError(
    'build-output-missing',
    real !== undefined && !isInside
      ? `${sentence}; what bears that name is a link that leads elsewhere.`
      : `${sentence}.`,
    'Correct "bundle" in the configuration, or commit what is missing.',
  )
}
