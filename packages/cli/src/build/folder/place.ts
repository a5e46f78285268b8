import { mkdir, mkdtemp, realpath, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Folders of one build, all removed when it ends. */
export interface BuildPlace {
  /** Where the commit's files go. */
  readonly source: string
  /** For what must not lie among them. */
  readonly scratch: string
}

/**
 * Makes a place to build in, lets `use` work there, and removes it whatever happens.
 *
 * It lies outside the repository, so that nothing which climbs up from a file (Node looking for packages, git looking for
 * its folder, tools looking for their settings) can reach the work tree. Only where temporary files lie on
 * another device than the repository is it in the work directory: there installed packages can be linked, elsewhere
 * each would have to be copied.
 */
export async function inBuildPlace<Result>(
  workDirectory: string,
  use: (place: BuildPlace) => Promise<Result>,
): Promise<Result> {
  await mkdir(workDirectory, { recursive: true })
  const outside = await realpath(tmpdir())
  const sameDevice = (await stat(outside)).dev === (await stat(workDirectory)).dev
  const root = await mkdtemp(join(sameDevice ? outside : await realpath(workDirectory), 'kickai-build-'))
  try {
    const place = { source: join(root, 'source'), scratch: join(root, 'scratch') }
    await mkdir(place.source)
    await mkdir(place.scratch)
    return await use(place)
  } finally {
    await rm(root, { recursive: true, force: true, maxRetries: 3 })
  }
}
