import type { Configuration } from '../config/configuration.ts'
import { type Average, type Cost, costOf, documentedPrices } from './cost.ts'
import { type LayoutName, layoutNames, type Setup, setupOf } from './setup.ts'

/** One line of the comparison: a fact for each layout, and where it is from. */
export interface ComparedFeature {
  readonly feature: string
  readonly facts: { readonly [layout in LayoutName]: string }
  readonly source: string
}

export interface Comparison {
  readonly environments: readonly string[]
  readonly chosen: LayoutName
  readonly average: Average
  readonly cost: Cost
  readonly setup: { readonly [layout in LayoutName]: Setup }
  readonly features: readonly ComparedFeature[]
}

/** Compares the layouts for a configuration. Pure. */
export function compareLayouts(configuration: Configuration, average: Average): Comparison {
  const cost = costOf(configuration, average)
  const setup = Object.fromEntries(
    layoutNames.map((name) => [name, setupOf(configuration, name)]),
  ) as Comparison['setup']
  const environments = configuration.environments.map(({ name }) => name)
  const same = (fact: string) => ({ projects: fact, 'one-project': fact, iac: fact })
  const counted = 'counted from the plan for an empty account'
  const features: ComparedFeature[] = [
    {
      feature: 'cost',
      facts: same(
        `${cost.replicas} running, about $${cost.usageMonth} usage a month; $${cost.withHobby} on Hobby, $${cost.withPro} on Pro, with one person each`,
      ),
      source: `${documentedPrices.usageSource} and ${documentedPrices.plansSource}: usage is counted, projects are not`,
    },
    {
      feature: 'isolation',
      facts: {
        projects: 'nothing shared but the account and its plan',
        'one-project': 'shared: members, service names, deletion; apart: variables, network, deployments, tokens',
        iac: 'shared: members, service names, deletion; apart: variables, network, deployments, tokens',
      },
      source: 'https://docs.railway.com/reference/environments; a project token opens one environment',
    },
    {
      feature: 'setup',
      facts: each(setup, ({ changes, byHand }) => `${byHand.length} steps by hand, ${changes} changes by kickai`),
      source: counted,
    },
    {
      feature: 'to keep',
      facts: each(setup, ({ projects, tokens }, name) => {
        const file = name === 'iac' ? ', 1 declaration' : ''
        return `${projects} ${projects === 1 ? 'project' : 'projects'}, ${tokens} tokens${file}`
      }),
      source: counted,
    },
    {
      feature: 'scaling',
      facts: {
        projects: 'each environment by itself, in kickai.config.ts',
        'one-project': 'each environment by itself, in kickai.config.ts',
        iac: 'each environment by itself, in .railway/railway.ts',
      },
      source: 'replicas, regions and limits are settings of a service in one environment (docs/provision.md)',
    },
    {
      feature: 'a change there',
      facts: {
        projects: 'one call for each service; starts no deployment',
        'one-project': 'one call for each service; starts no deployment',
        iac: 'one change set for each environment; deploys what runs and was changed',
      },
      source: 'docs/decisions/0024-layouts.md',
    },
    {
      feature: 'rollback',
      facts: same('by kickai, of one environment: proven, and by itself where a release fails'),
      source: 'docs/releases.md; the layout makes no difference to it',
    },
    {
      feature: 'monitoring',
      facts: {
        projects: `${environments.length} project pages on the dashboard; kickai status shows all`,
        'one-project': 'one project page with an environment switch; kickai status shows all',
        iac: 'one project page with an environment switch; kickai status shows all',
      },
      source: 'https://docs.railway.com/reference/projects',
    },
    {
      feature: 'success rate',
      facts: same('not known before it is measured: kickai metrics'),
      source: 'no figures by layout are published',
    },
  ]
  return { environments, chosen: configuration.account.layout ?? 'projects', average, cost, setup, features }
}

function each(
  setup: Comparison['setup'],
  fact: (its: Setup, name: LayoutName) => string,
): { readonly [layout in LayoutName]: string } {
  return {
    projects: fact(setup.projects, 'projects'),
    'one-project': fact(setup['one-project'], 'one-project'),
    iac: fact(setup.iac, 'iac'),
  }
}
