import type { NamedThing, ProjectContents, ServiceState } from '@kickai/railway'
import { nameFrom } from './write.ts'

/** An environment on Railway, and what it is to be called in the configuration. */
export interface ChosenPlace {
  readonly name: string
  readonly project: NamedThing
  readonly environment: NamedThing
}

/** A service that is to stand in the configuration, with its id by environment. */
export interface ChosenService {
  readonly name: string
  readonly kind: 'web' | 'worker' | 'cron'
  readonly start?: string
  readonly schedule?: string
  readonly health?: string
  readonly ids: { readonly [environment: string]: string }
}

/** Names of environments that come first, come next and come last on the way to users; others stand before the last. */
const stages: readonly [pattern: RegExp, rank: number][] = [
  [/^(dev|develop|development|test|testing)$/, 0],
  [/^(qa|preview|stage|staging)$/, 1],
  [/^(live|prod|production)$/, 3],
]
const rankOfOthers = 2
const reserved = 'rehearsal'

/** Environments of pull requests come and go. */
const passing = /(^|-)pr-\d+$/

/** Whether a project belongs to a repository: it has its name, or its name and that of an environment. Pure. */
export function belongsTo(name: string, project: NamedThing): boolean {
  const named = nameFrom(project.name)
  return named === name || named.startsWith(`${name}-`)
}

/**
 * What somebody who names a project or a repository means: the project of this name or id, else those that belong to a
 * repository of this name, with that name (`family`). Pure.
 */
export function projectsNamed(
  wanted: string,
  there: readonly NamedThing[],
): { readonly chosen: readonly NamedThing[]; readonly family?: string } {
  const one = there.filter(({ id, name }) => [id, name].includes(wanted))
  if (one.length > 0) return { chosen: one }
  const family = nameFrom(wanted)
  return { chosen: there.filter((project) => belongsTo(family, project)), family }
}

/**
 * The environments of projects under the names that the configuration gives them, in the order of promotion: those of
 * `shop-testing` as `testing`, those of `shop` as they are called. Pure.
 */
export function choosePlaces(name: string, projects: readonly ProjectContents[]): ChosenPlace[] {
  const chosen = projects.flatMap((project): ChosenPlace[] => {
    const suffix = nameFrom(project.name).startsWith(`${name}-`)
      ? nameFrom(project.name).slice(name.length + 1)
      : undefined
    const lasting = project.environments.filter((environment) => !passing.test(environment.name))
    const own = lasting.find((environment) => nameFrom(environment.name) === suffix)
    const [only, ...others] = lasting
    const alone = own ?? (others.length === 0 ? only : undefined)
    if (suffix !== undefined && alone !== undefined) return [{ name: suffix, project, environment: alone }]
    return lasting.map((environment) => ({ name: nameFrom(environment.name), project, environment }))
  })
  const seen = new Set([reserved])
  const first = chosen.filter((place) => !seen.has(place.name) && seen.add(place.name))
  const rank = (place: ChosenPlace) => stages.find(([pattern]) => pattern.test(place.name))?.[1] ?? rankOfOthers
  return first.sort((left, right) => rank(left) - rank(right))
}

/**
 * The services of environments, each once. One that runs an image, such as a database, is nobody's to release from here and
 * comes as `others`. Pure.
 */
export function chooseServices(
  places: readonly { readonly name: string; readonly services: readonly ServiceState[] }[],
): { readonly services: readonly ChosenService[]; readonly others: readonly string[] } {
  const found = new Map<string, { state: ServiceState; ids: { [environment: string]: string } }>()
  const others = new Set<string>()
  for (const place of places) {
    for (const state of place.services) {
      const name = nameFrom(state.name)
      if (state.image !== undefined) {
        others.add(state.name)
        continue
      }
      const known = found.get(name) ?? { state, ids: {} }
      known.ids[place.name] = state.id
      // The last environment is production's, and what holds there is what the service is.
      found.set(name, { state, ids: known.ids })
    }
  }
  const services = [...found].map(([name, { state, ids }]): ChosenService => {
    const { startCommand, schedule, healthPath, domains } = state
    const answers = domains.length > 0 || healthPath !== undefined || found.size === 1
    const kind = schedule !== undefined ? 'cron' : answers ? 'web' : 'worker'
    return {
      name,
      kind,
      ...(startCommand !== undefined && { start: startCommand }),
      ...(schedule !== undefined && { schedule }),
      ...(kind === 'web' && healthPath !== undefined && { health: healthPath }),
      ids,
    }
  })
  return { services, others: [...others].sort() }
}
