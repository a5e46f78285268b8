import type { Shipped } from '../releases/world.ts'
import type { Hold } from './broker.ts'

/**
 * Where a deployer dies: at a change that is held between it and the platform, at what it writes into its journal, or at
 * a share of the time from its first question to the platform to its end, which is measured beforehand.
 */
export type Place =
  | ({ by: 'broker' } & Hold)
  | { by: 'store'; moment: 'before' | 'after'; write: string }
  | { by: 'clock'; share: number }

/** What is under way when a deployer dies. */
export type Scenario = {
  name: string
  command: 'deploy' | 'rollback'
  /** How the release behaves that a deploy ships. */
  ships: Omit<Shipped, 'version'>
  /** What goes wrong with the platform besides. */
  faults: readonly object[]
  /** What serves before it. */
  over: Ground
}

/** What there is before a deployer is started that dies. */
export type Ground = 'a release' | 'nothing'

/** One kill. */
export type Case = { scenario: Scenario; effect: string; place: Place }

const good = { behaviour: 'good' } as const
const usual = { faults: [], over: 'a release' } as const

export const scenarios = {
  deploy: { name: 'deploy', command: 'deploy', ships: good, ...usual },
  rollback: { name: 'rollback', command: 'rollback', ships: good, ...usual },
  'automatic rollback': {
    name: 'automatic rollback',
    command: 'deploy',
    ships: { behaviour: 'bad-after-switch', afterMs: 100 },
    ...usual,
  },
  'cold rollback': {
    ...usual,
    name: 'cold rollback',
    command: 'deploy',
    ships: { behaviour: 'bad-after-switch', afterMs: 100 },
    faults: [{ operation: 'deploymentRedeploy', effect: 'image-gone' }],
  },
  // It is still on its way when its time is over, so it is taken away.
  'deploy that never serves': {
    name: 'deploy that never serves',
    command: 'deploy',
    ships: { behaviour: 'bad-health', healthTimeoutSeconds: 60, deploySeconds: 2 },
    ...usual,
  },
  // There is nothing to go back to, so what serves already is removed.
  'first deploy that fails': {
    name: 'first deploy that fails',
    command: 'deploy',
    ships: { behaviour: 'bad-after-switch', afterMs: 100 },
    faults: [],
    over: 'nothing',
  },
} as const satisfies Record<string, Scenario>

/** The four places of a change: two at the journal, two at the broker; and a fifth, where it acts after the death. */
function change(intent: string, result: string, operations: readonly (readonly [operation: string, nth: number])[]) {
  return [
    at('before', `intent ${intent}`),
    ...operations.flatMap(([operation, nth]) =>
      (['before', 'late', 'after'] as const).map((moment) => held(moment, operation, nth)),
    ),
    at('before', result),
    at('after', result),
  ]
}

const settings = (nth: number) =>
  [
    ['serviceInstanceUpdate', nth],
    ['variableCollectionUpsert', nth],
  ] as const

function at(moment: 'before' | 'after', write: string): Place {
  return { by: 'store', moment, write }
}

function held(moment: Hold['moment'], operation: string, nth: number): Place {
  return { by: 'broker', moment, operation, nth }
}

/** Both moments of a write. */
function around(...writes: readonly string[]): Place[] {
  return writes.flatMap((write) => [at('before', write), at('after', write)])
}

const lease = around('lease taken', 'lease-taken 1')
const end = {
  'lease return': around('lease returned', 'lease-returned'),
  notify: [held('before', 'notice', 1), held('after', 'notice', 1), ...around('notified')],
}

/** The four places of a hook, and the one after; `nth` of the hooks of a release. */
function hook(time: string, nth: number): Place[] {
  return [
    at('before', `intent run-hook ${time}`),
    held('before', `hook ${time}`, 1),
    held('after', `hook ${time}`, 1),
    ...around(`hook-ended ${nth}`),
  ]
}

/** By scenario and effect. What a scenario has in common with another is killed there alone. */
const places: { [scenario in keyof typeof scenarios]: { [effect: string]: readonly Place[] } } = {
  deploy: {
    journal: around('plan', 'start'),
    lease,
    preflight: around('inspected'),
    'hook before': hook('before', 1),
    measure: around('measured'),
    survey: around('surveyed'),
    configure: change('configure new', 'configured', settings(1)),
    upload: change('upload new', 'deployment-created', [['upload', 1]]),
    follow: around('deployment-seen'),
    verify: around('checked 1'),
    watch: around('observed 1'),
    'hook after live': hook('afterLive', 2),
    ...end,
  },
  rollback: {
    journal: around('plan'),
    lease,
    configure: change('configure new', 'configured', settings(1)),
    restore: change('restore new', 'deployment-created', [['deploymentRedeploy', 1]]),
    follow: around('deployment-seen'),
    ...end,
  },
  'automatic rollback': {
    configure: change('configure old', 'configured 2', settings(2)),
    'settings seen': around('settings-seen'),
    restore: change('restore old', 'deployment-created 2', [['deploymentRedeploy', 1]]),
    follow: around('deployment-seen 2'),
    'hook after rollback': hook('afterRollback', 2),
    ...end,
  },
  'cold rollback': { upload: change('upload old', 'deployment-created 2', [['upload', 2]]) },
  'deploy that never serves': { remove: change('remove', 'removed', [['deploymentCancel', 1]]) },
  'first deploy that fails': {
    remove: change('remove', 'removed', [['deploymentRemove', 1]]),
    configure: change('configure old', 'configured 2', settings(2)),
  },
}

/** Every kill at a place that is known. */
export function placedCases(): Case[] {
  return Object.entries(places).flatMap(([name, effects]) => {
    const scenario: Scenario = scenarios[name as keyof typeof scenarios]
    return Object.entries(effects).flatMap(([effect, each]) => each.map((place) => ({ scenario, effect, place })))
  })
}

/** Where a kill was, in words. */
export function titleOf({ scenario, effect, place }: Case): string {
  return `${scenario.name}, ${effect}: ${wordsOf(place)}`
}

const heldWords = {
  before: 'intended, never sent',
  late: 'sent, done while another is at work',
  after: 'done, not answered',
}

function wordsOf(place: Place): string {
  if (place.by === 'clock') return `after ${Math.round(place.share * 100)} % of its time`
  if (place.by === 'store') return `${place.moment} writing "${place.write}"`
  return `${place.operation} ${heldWords[place.moment]}`
}
