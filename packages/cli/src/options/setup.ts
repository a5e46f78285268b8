import type { Configuration } from '../config/configuration.ts'
import type { Declaration, ServiceNode } from '../provision/declared/declaration.ts'
import { declared, oneProject, projects } from '../provision/layouts.ts'
import { planProvision } from '../provision/plan.ts'
import type { Step } from '../provision/step.ts'

export const layoutNames = ['projects', 'one-project', 'iac'] as const
export type LayoutName = (typeof layoutNames)[number]

/** What setting a layout up in an empty account takes. */
export interface Setup {
  readonly projects: number
  readonly tokens: number
  /** Changes that `kickai provision` makes, one call each. */
  readonly changes: number
  /** What a person does: each as a command or a file. */
  readonly byHand: readonly string[]
}

const nothing = {
  services: [],
  inProject: [],
  autoDeploying: [],
  tokens: [],
  token: { is: 'missing', reference: '', keptIn: '', pending: [] },
  problems: [],
} as const

/** Counts the plan that provisioning would make of the configuration in an empty account. Pure. */
export function setupOf(configuration: Configuration, layout: LayoutName): Setup {
  const everywhere = {
    ...configuration,
    environments: configuration.environments.map(({ railway: _, ...rest }) => rest),
  }
  const names = configuration.environments.map(({ name }) => name)
  const layouts = { projects, 'one-project': oneProject, iac: declared(asDeclared(configuration)) }
  const wanted = layouts[layout](everywhere, names, {})
  const { steps } = planProvision(
    wanted,
    wanted.map(() => nothing),
    { destructive: false, newTokens: false },
  )
  const count = (what: Step['do']) => steps.filter((step) => step.do === what).length
  return {
    projects: count('make project'),
    tokens: count('make token'),
    changes: steps.length,
    byHand: [
      'make an account token at https://railway.com/account/tokens',
      ...(layout === 'iac' ? ['npm install --save-dev railway@3.11.0', 'write .railway/railway.ts'] : []),
      'kickai provision',
      'commit kickai.places.json',
      ...names.map((name) => `put the token of ${name} into a secret of CI`),
    ],
  }
}

/** What git would have to declare so that the same comes of it. */
function asDeclared(configuration: Configuration): ReadonlyMap<string, Declaration> {
  return new Map(
    configuration.environments.map(({ name, scaling = {} }) => [
      name,
      {
        project: configuration.name,
        resources: configuration.services.map(({ name: service }): ServiceNode => {
          const { replicas, limits: { processors, memoryGigabytes } = {} } = scaling[service] ?? {}
          const containers = {
            ...(processors !== undefined && { cpu: processors }),
            ...(memoryGigabytes !== undefined && { memoryBytes: memoryGigabytes * 1e9 }),
          }
          const deploy = {
            ...(replicas !== undefined && { numReplicas: replicas }),
            ...(Object.keys(containers).length > 0 && { limitOverride: { containers } }),
          }
          return { address: `service.${service}`, type: 'service', kind: 'empty', name: service, deploy }
        }),
      },
    ]),
  )
}
