import type { RailwayPlace } from '../config/config.ts'
import { type Configuration, servicesIn } from '../config/configuration.ts'
import { type Declaration, declaredService, scalingOf } from './declared/declaration.ts'
import type { WantedPlace } from './wanted.ts'

/** The ids that environments are known by. */
export type KnownPlaces = {
  readonly [environment: string]: Pick<RailwayPlace, 'project' | 'environment' | 'services'> | undefined
}

/** Says what is to exist for environments, by their names. */
export type Layout = (
  configuration: Configuration,
  environments: readonly string[],
  places: KnownPlaces,
) => readonly WantedPlace[]

/** A project for each environment, `<name>-<environment>`, with one environment in it: nothing is shared. */
export const projects: Layout = (configuration, environments, places) =>
  environments.map((environment) => placeOf(configuration, environment, places, `${configuration.name}-${environment}`))

/** One project, `<name>`, with an environment of Railway for each. */
export const oneProject: Layout = (configuration, environments, places) =>
  environments.map((environment) => ({
    ...placeOf(configuration, environment, known(environments, places), configuration.name),
    shared: true,
  }))

/** One project, with what git declares for each environment. */
export function declared(declarations: ReadonlyMap<string, Declaration>): Layout {
  return (configuration, environments, places) =>
    environments.map((environment) => {
      const declaration = declarations.get(environment)
      if (declaration === undefined) throw new RangeError(environment)
      const place = placeOf(configuration, environment, known(environments, places), declaration.project)
      const services = place.services.map((service) => ({ ...service, scaling: scalingOf(declaration, service.name) }))
      // What git still declares belongs there, whoever releases it.
      const dropped = place.dropped.filter(({ name }) => declaredService(declaration, name) === undefined)
      return { ...place, services, dropped, shared: true, declaration }
    })
}

/** An environment that is new to a project that others are known to be in goes into that one. */
function known(environments: readonly string[], places: KnownPlaces): KnownPlaces {
  const project = Object.values(places).find((place) => place !== undefined)?.project
  if (project === undefined) return places
  return Object.fromEntries(
    environments.map((name) => [name, places[name] ?? { project, environment: '', services: {} }]),
  )
}

function placeOf(configuration: Configuration, environment: string, places: KnownPlaces, project: string): WantedPlace {
  const place = places[environment]
  const services = servicesIn(configuration, environment)
  const configured = configuration.environments.find(({ name }) => name === environment)
  return {
    environment,
    project: thing(project, place?.project),
    railwayEnvironment: thing(environment, place?.environment),
    services: services.map(({ name, configuration: how }) => ({
      ...thing(name, place?.services[name]),
      configuration: how,
      scaling: configured?.scaling?.[name] ?? {},
    })),
    dropped: Object.entries(place?.services ?? {})
      .filter(([name]) => !services.some((service) => service.name === name))
      .map(([name, id]) => ({ id, name })),
    fixed: configured?.railway !== undefined && configured.placed !== true,
  }
}

function thing(name: string, id: string | undefined) {
  return { name, ...(id && { id }) }
}
