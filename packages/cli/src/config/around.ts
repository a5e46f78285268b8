import {
  type Destination,
  defaultObjectives,
  type ErrorBudget,
  type Hook as PlannedHook,
  type Hooks as PlannedHooks,
  usualOccasions,
} from '@kickai/release'
import type { Hook, Hooks, Notify } from './around-config.ts'
import type { Config, Environment } from './config.ts'

/** What goes on around releases into an environment, besides the releases themselves. */
export interface Around {
  readonly hooks: PlannedHooks
  readonly destinations: readonly Destination[]
  /** Given where an artifact must have shown something where it comes from. Milliseconds. */
  readonly promotion?: { readonly heldMs: number }
  /** What promotions into this environment need left; absent where nobody asks. */
  readonly errorBudget?: ErrorBudget
}

const hookSeconds = 60
const budgetDays = 30

/** Hooks for all environments come before the environment's own. */
export function aroundOf(config: Pick<Config, 'hooks' | 'notify'>, name: string, environment: Environment): Around {
  const of = (time: keyof Hooks) => [config.hooks, environment.hooks].flatMap((hooks) => plannedHooks(hooks?.[time]))
  const { promotion, errorBudget = {}, objectives } = environment
  return {
    hooks: { before: of('before'), afterLive: of('afterLive'), afterRollback: of('afterRollback') },
    destinations: (config.notify ?? [])
      .filter(({ environments }) => environments === undefined || environments.includes(name))
      .map(destinationOf),
    ...(promotion && { promotion: { heldMs: (promotion.heldSeconds ?? 0) * 1000 } }),
    ...(errorBudget !== false && {
      errorBudget: {
        availability: errorBudget.availability ?? objectives?.availability ?? defaultObjectives.availability,
        days: errorBudget.days ?? budgetDays,
        noData: errorBudget.noData ?? 'pass',
      },
    }),
  }
}

function plannedHooks(hooks: Hook | Hook[] = []): PlannedHook[] {
  return (Array.isArray(hooks) ? hooks : [hooks]).map((hook) => {
    const { run, deadlineSeconds = hookSeconds, variables = {} } = typeof hook === 'string' ? { run: hook } : hook
    return {
      command: run,
      limitMs: deadlineSeconds * 1000,
      variables: Object.entries(variables).map(([name, setting]) =>
        typeof setting === 'string' ? { name, value: setting } : { name, secret: setting.secret },
      ),
    }
  })
}

function destinationOf({ to, url, key, on = [...usualOccasions] }: Notify): Destination {
  return { kind: to, address: url, ...(key !== undefined && { key }), on }
}
