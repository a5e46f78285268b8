import type { RailwayPlace } from '../config/config.ts'
import { type Configuration, servicesIn } from '../config/configuration.ts'
import type { WantedPlace } from './wanted.ts'

/** Says what is to exist for environments, by their names; `places` are the ids that they are known by. */
export type Topology = (
  configuration: Configuration,
  environments: readonly string[],
  places: { readonly [environment: string]: Pick<RailwayPlace, 'project' | 'environment' | 'services'> | undefined },
) => readonly WantedPlace[]

/** A project for each environment, `<name>-<environment>`, with one environment in it: nothing is shared. */
export const projects: Topology = (configuration, environments, places) =>
  environments.map((environment) => {
    const place = places[environment]
    const services = servicesIn(configuration, environment)
    const configured = configuration.environments.find(({ name }) => name === environment)
    const idOf = (service: string) => place?.services[service]
    return {
      environment,
      project: thing(`${configuration.name}-${environment}`, place?.project),
      railwayEnvironment: thing(environment, place?.environment),
      services: services.map(({ name, configuration: how }) => ({
        ...thing(name, idOf(name)),
        configuration: how,
        scaling: configured?.scaling?.[name] ?? {},
      })),
      dropped: Object.entries(place?.services ?? {})
        .filter(([name]) => !services.some((service) => service.name === name))
        .map(([name, id]) => ({ id, name })),
      fixed: configured?.railway !== undefined && configured.placed !== true,
    }
  })

function thing(name: string, id: string | undefined) {
  return { name, ...(id !== undefined && { id }) }
}
