import type { DeployConfig, RailwayGraph, ServiceNode } from 'railway/iac'
import type { Scaling } from '../../config/configuration.ts'

/** The file that Railway's infrastructure as code is declared in, below the repository's root. */
export const declarationFile = '.railway/railway.ts'

export type ResourceNode = RailwayGraph['resources'][number]
export type { DeployConfig, ServiceNode }

/** What git declares for one environment. */
export interface Declaration {
  readonly project: string
  readonly resources: readonly ResourceNode[]
}

/** The service of a name, as it is declared. */
export function declaredService({ resources }: Declaration, name: string): ServiceNode | undefined {
  return resources.find((resource): resource is ServiceNode => resource.type === 'service' && resource.name === name)
}

/** How far a service is scaled by its declaration. */
export function scalingOf(declaration: Declaration, service: string): Scaling {
  const { numReplicas, multiRegionConfig, limitOverride } = declaredService(declaration, service)?.deploy ?? {}
  const { cpu, memoryBytes } = limitOverride?.containers ?? {}
  const regions = Object.entries(multiRegionConfig ?? {}).flatMap(([region, given]): [string, number][] =>
    given?.numReplicas ? [[region, given.numReplicas]] : [],
  )
  return {
    ...(numReplicas != null && { replicas: numReplicas }),
    ...(regions.length > 0 && { regions: Object.fromEntries(regions) }),
    ...((cpu != null || memoryBytes != null) && {
      limits: {
        ...(cpu != null && { processors: cpu }),
        ...(memoryBytes != null && { memoryGigabytes: memoryBytes / 1e9 }),
      },
    }),
  }
}
