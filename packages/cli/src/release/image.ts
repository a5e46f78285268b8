import { type Artifact, type ImageName, parseImage, resolveImage } from '@kickai/release'
import type { Connection, Project } from '../connection/connection.ts'
import { registryCredentials } from '../connection/open-registry.ts'
import { CommandError } from '../error/command-error.ts'
import type { Progress } from '../output/progress.ts'
import { version } from '../program/version.ts'

/** Reads the name of an image, its registry said in full; `usage` where it is none. */
export function imageName(name: string): ImageName {
  const image = parseImage(name)
  if (typeof image === 'string') throw new CommandError('usage', `${name} is no name of an image: ${image}.`)
  return image
}

/**
 * The artifact of an image: whatever its name stands for in the registry now, by its digest. A registry that keeps the artifacts of the
 * configuration is told who asks; any other is asked as anybody may.
 */
export async function imageHere(
  { configuration }: Pick<Project, 'configuration'>,
  { secrets }: Pick<Connection, 'secrets'>,
  image: ImageName,
  progress: Progress,
): Promise<Artifact> {
  const { registry } = configuration.artifacts
  const isOurs = registry?.place.origin === image.place.origin
  const credentials = isOurs ? await registryCredentials(registry, secrets) : ({ kind: 'nobody' } as const)
  progress.now('asking the registry for the image')
  try {
    return { kind: 'image', ...(await resolveImage(image, { credentials, agent: `kickai ${version}` })) }
  } finally {
    progress.rest()
  }
}
