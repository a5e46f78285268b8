import { execFile } from 'node:child_process'
import { appendFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { buildArtifact } from 'kickai/build'
import { createCleanClone } from '../first-run/clean-clone.ts'
import { median } from '../median.ts'
import { measureImage } from '../pipeline/image.ts'
import { fasterBy, type Row, rowOf, seconds } from './row.ts'

const run = promisify(execFile)
const repository = join(import.meta.dirname, '../../..')
const bundle = { build: 'node apps/bot/build.ts', directory: 'apps/bot/dist/bundle', exclude: ['**/*.map'] }
const imageTimes = 3
const buffer = { maxBuffer: 64 * 1024 * 1024 }

/**
 * Builds the club service in a clean clone: with everything installed, with what it needs at run time, and as one bundled
 * file; with the packages to be installed first, with the packages kept and one source changed, and with nothing changed.
 */
export async function measureBuilds(progress: (line: string) => void): Promise<{ rows: Row[]; figures: object }> {
  const clone = await createCleanClone(repository, { coldCache: false })
  const { folder, environment } = clone
  const npm = (...words: string[]) =>
    run('npm', [...words, '--no-audit', '--no-fund'], { cwd: folder, env: environment, ...buffer })
  const install = ['ci', '--ignore-scripts', '--prefer-offline']
  try {
    const build = async () => {
      const made = await buildArtifact({ repository: folder, bundle })
      return { seconds: made.seconds, archive: made.archive }
    }
    progress('building with no packages installed')
    const cold = await build()
    progress('installing everything')
    const fullInstall = await timed(() => npm(...install))
    progress('bundling, with the packages there')
    const bundling = await timed(() =>
      run(process.execPath, ['apps/bot/build.ts'], { cwd: folder, env: environment, ...buffer }),
    )
    progress('building again with one source changed')
    await appendFile(join(folder, 'apps/bot/src/main.ts'), '\nprocess.title = "changed"\n')
    await commitAll(folder)
    const changed = await build()
    const unchanged = await build()
    progress('installing what the service needs at run time')
    await rm(join(folder, 'node_modules'), { recursive: true, force: true })
    const leanInstall = await timed(() => npm(...install, '--omit=dev', '--workspace', 'apps/bot'))
    progress('building the image with its layers kept and without')
    const image = await measureImage(cold.archive, imageTimes)
    const figures = {
      fullInstallSeconds: fullInstall,
      leanInstallSeconds: leanInstall,
      bundlingSeconds: bundling,
      coldBuildSeconds: cold.seconds,
      sourceChangedSeconds: changed.seconds,
      nothingChangedSeconds: unchanged.seconds,
      artifactKilobytes: Math.round(cold.archive.byteLength / 1000),
      image,
    }
    return { rows: rowsOf(figures), figures }
  } finally {
    await clone.remove()
  }
}

type BuildFigures = {
  fullInstallSeconds: number
  leanInstallSeconds: number
  bundlingSeconds: number
  coldBuildSeconds: number
  sourceChangedSeconds: number
  nothingChangedSeconds: number
  image: Awaited<ReturnType<typeof measureImage>>
}

function rowsOf(figures: BuildFigures): Row[] {
  const { fullInstallSeconds: full, leanInstallSeconds: lean, bundlingSeconds: bundling } = figures
  const { coldBuildSeconds: cold, sourceChangedSeconds: changed, nothingChangedSeconds: unchanged, image } = figures
  const ofImage =
    'leftOut' in image ? { cold: 0, cached: 0 } : { cold: median(image.cold), cached: median(image.cached) }
  return [
    rowOf(
      'Minimal dependencies',
      'share',
      { is: 'at least', value: 0.5 },
      fasterBy(full + bundling, bundling),
      `The platform gets one bundled file and installs nothing: ${seconds(bundling)} to bundle, against ${seconds(full + bundling)} with everything installed first. Installing only what runs takes ${seconds(lean)}.`,
    ),
    rowOf(
      'Docker layer caching',
      'share',
      { is: 'at least', value: 0.3 },
      fasterBy(cold + ofImage.cold, changed + ofImage.cached),
      `From a commit to what is deployed, with packages kept by their lock file as a layer would: ${seconds(changed)} after a changed source, against ${seconds(cold)} with nothing kept; ${seconds(unchanged)} with nothing changed. ${imageText(figures.image)}`,
    ),
  ]
}

function imageText(image: BuildFigures['image']): string {
  if ('leftOut' in image) return `The image was left out: ${image.leftOut}.`
  return `Counted in is the image: it has nothing to install, so its layers alone save little (${seconds(median(image.cached))} with them, ${seconds(median(image.cold))} without).`
}

async function commitAll(folder: string): Promise<void> {
  const person = ['-c', 'user.name=bench', '-c', 'user.email=bench@localhost']
  await run('git', ['-C', folder, ...person, 'commit', '--quiet', '--all', '--message=Changed'])
}

/** Seconds. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await work()
  return (performance.now() - begun) / 1000
}
