import type { RailwayPlace } from '../config/config.ts'
import { placesFileName, readPlacesFile, writePlacesFile } from '../config/places-file.ts'
import type { Project } from '../connection/connection.ts'
import { tokenReferenceOf } from './railway-tokens.ts'
import type { ProvisionedPlace } from './run.ts'
import { placeBlock } from './show.ts'

/**
 * Keeps the places in `kickai.places.json`, but for those whose ids the configuration itself names: where one is missing
 * there, the lines to add are given.
 */
export function keepRailwayPlaces(
  project: Project,
  places: readonly ProvisionedPlace[],
  removed: ReadonlySet<string>,
): string[] {
  const { configuration } = project
  const { root, account, environments } = configuration
  const before = readPlacesFile(root)
  const lines: string[] = []
  const kept: { [environment: string]: RailwayPlace } = { ...before }
  for (const { environment, projectId, environmentId, services } of places) {
    const configured = environments.find(({ name }) => name === environment)
    const fixed = configured?.placed === true ? undefined : configured?.railway
    const dropped = Object.entries(before[environment]?.services ?? {}).filter(([, id]) => !removed.has(id))
    const place: RailwayPlace = {
      ...before[environment],
      project: projectId,
      environment: environmentId,
      services:
        fixed === undefined ? { ...Object.fromEntries(dropped), ...services } : { ...fixed.services, ...services },
      token: tokenReferenceOf(project, environment),
      ...(account.endpoint !== undefined && { endpoint: account.endpoint }),
    }
    if (fixed === undefined) kept[environment] = place
    else if (Object.keys(services).some((name) => fixed.services[name] === undefined))
      lines.push(`Put into ${environment} in the configuration:`, ...placeBlock(place).map((line) => `  ${line}`))
  }
  if (writePlacesFile(root, kept)) lines.push(`Written: ${placesFileName}. No secret is in it; commit it.`)
  const unnamed = Object.keys(kept).filter((name) => !environments.some((environment) => environment.name === name))
  if (unnamed.length > 0)
    lines.push(
      `${unnamed.join(', ')}: in ${placesFileName} and not in the configuration. kickai removes no project; do that on the dashboard.`,
    )
  return lines
}
