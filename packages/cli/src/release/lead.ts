import { kindOf, type ServiceConfiguration } from '@kickai/release'

/**
 * Of several services the one of which is said what is said of one alone, by its index: the first that answers requests,
 * else the first.
 */
export function leadOf(services: readonly { readonly configuration: ServiceConfiguration }[]): number {
  const web = services.findIndex(({ configuration }) => kindOf(configuration) === 'web')
  return Math.max(0, web)
}

/** The first service that answers requests; undefined where none does. */
export function firstWeb<Service extends { readonly configuration: ServiceConfiguration }>(
  services: readonly Service[],
): Service | undefined {
  return services.find(({ configuration }) => kindOf(configuration) === 'web')
}
