import { probeTokenName } from '@kickai/bundle'
import { currentOf } from '../../journal/current.ts'
import { openJournal } from '../../journal/journal.ts'
import type { Hook, HookTime } from '../../plan/hook.ts'
import { type Desired, makePlan } from '../../plan/make-plan.ts'
import type { Plan } from '../../plan/plan.ts'
import { defaultComparison, defaultPolicy, type Policy } from '../../plan/policy.ts'
import type { ServiceConfiguration, ServiceKind } from '../../ports/platform.ts'
import type { PlannedSetting } from '../../ports/secrets.ts'
import type { Ports } from '../../runner/ports.ts'
import { environment, servicesOf } from './world.ts'

const common = {
  startCommand: 'serve',
  healthTimeoutSeconds: 30,
  overlapSeconds: 0,
  drainingSeconds: 5,
  restartPolicy: 'ON_FAILURE',
  restartRetries: 3,
} as const

const configurations: { readonly [kind in ServiceKind]: ServiceConfiguration } = {
  web: { ...common, kind: 'web', healthPath: '/health' },
  worker: { ...common, kind: 'worker' },
  cron: { ...common, kind: 'cron', schedule: '* * * * *' },
}

/** Limits short enough for thousands of releases, long enough for each of them to matter. Milliseconds. */
export const policy: Policy = {
  ...defaultPolicy,
  figuresEveryMs: 2_000,
  deployMs: 30_000,
  verifyMs: 15_000,
  prolongMs: 3_000,
  rollbackMs: 30_000,
  comparison: { ...defaultComparison, beforeProbes: 2, beforeMs: 5_000 },
}

/** What a release is to bring; everything else of it is the same in every simulation. */
export interface Wanted {
  readonly release: string
  readonly digest: string
  readonly parts: readonly ServiceKind[]
  readonly kind: Desired['kind']
  readonly policy: Partial<Policy>
  /** Whether services tell the fingerprint of their settings. */
  readonly isProven: boolean
  readonly overlapSeconds?: number
  readonly hooks?: readonly HookTime[]
  /** For a rollback: the deployments that are to run again, by service. */
  readonly restore?: ReadonlyMap<string, string>
}

/** The settings of a release: which one it is, a secret, and what a service tells the fingerprint of its settings for. */
export function settingsOf(digest: string, isProven: boolean): PlannedSetting[] {
  return [
    { name: 'VERSION', value: digest },
    { name: 'TOKEN', secret: `env:TOKEN_OF_${digest}` },
    ...(isProven ? [{ name: probeTokenName, secret: `env:PROBE_TOKEN_OF_${digest}` }] : []),
  ]
}

/** A hook whose command only says when it is run. */
function hookAt(time: HookTime): Hook {
  return { command: time, limitMs: 30_000, variables: [] }
}

/** Plans a release from what is seen, as the command does, and journals the plan. */
export async function begin(ports: Ports, wanted: Wanted): Promise<Plan> {
  const journal = openJournal(ports.store)
  const { live } = await currentOf(journal, environment)
  const services = servicesOf(wanted.parts)
  const views = await Promise.all(
    services.map(async (service) => [service, await ports.platform.view({ environment, service })] as const),
  )
  const desired: Desired = {
    release: wanted.release,
    kind: wanted.kind,
    environment,
    artifact: { kind: 'bundle', digest: wanted.digest },
    parts: services.map((service, part) => {
      const { overlapSeconds = 0 } = wanted
      const configuration = { ...configurations[wanted.parts[part] ?? 'web'], overlapSeconds }
      const restore = wanted.restore?.get(service)
      return {
        service,
        configuration,
        settings: settingsOf(wanted.digest, wanted.isProven),
        ...(restore !== undefined && { restore }),
      }
    }),
    policy: { ...policy, ...wanted.policy },
    plannedAt: ports.clock.now(),
    hooks: Object.fromEntries((wanted.hooks ?? []).map((time) => [time, [hookAt(time)]])),
  }
  const plan = makePlan(desired, { views: new Map(views), ...(live && { live }) })
  await journal.begin(plan)
  return plan
}
