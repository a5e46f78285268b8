import type { Finding } from '@kickai/release'
import type { CommandContext } from '../command/command.ts'
import { loadProject } from '../command/project.ts'
import type { RailwayPlace } from '../config/config.ts'
import { examine } from '../preflight/examine.ts'
import { findingsOfError } from '../preflight/findings.ts'
import { type Access, preflightOf } from './read-railway.ts'

/** What stands against a release into an environment, or into one service there. */
export interface PlacedFinding extends Finding {
  readonly environment: string
  readonly service?: string
}

/**
 * What `kickai doctor` says of every environment on Railway, by the configuration that was just written; and what the token
 * at hand shows of those whose own token is not here yet. Changes nothing.
 */
export async function examinePlaces(
  context: CommandContext,
  places: { readonly [environment: string]: RailwayPlace },
  access: Access,
): Promise<readonly PlacedFinding[]> {
  const [seen, examined] = await Promise.all([preflightOf(places, access), examineAll(context, Object.keys(places))])
  const all = [...examined, ...seen]
  return [
    ...new Map(
      all.map((finding) => [[finding.environment, finding.code, finding.sentence].join(' '), finding]),
    ).values(),
  ]
}

async function examineAll(context: CommandContext, names: readonly string[]): Promise<PlacedFinding[]> {
  const asFound = (environment: string) => (finding: Finding) => ({ environment, ...finding })
  try {
    const project = await loadProject(context)
    const placed = project.configuration.environments.filter(({ name }) => names.includes(name))
    const found = placed.map(async (environment) => {
      const { progress } = context
      return (await examine(project, environment, { local: false, progress })).map(asFound(environment.name))
    })
    return (await Promise.all(found)).flat()
  } catch (error) {
    return findingsOfError(error).map(asFound(names.join(', ')))
  }
}
