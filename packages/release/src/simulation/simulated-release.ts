import type { Store } from '@kickai/store'
import { openMemoryStore } from '@kickai/store/memory'
import { currentOf } from '../journal/current.ts'
import { openJournal } from '../journal/journal.ts'
import type { LeaseTimes } from '../lease/times.ts'
import type { ReleaseState } from '../machine/state.ts'
import { makePlan } from '../plan/make-plan.ts'
import type { Plan } from '../plan/plan.ts'
import { defaultPolicy, type Policy } from '../plan/policy.ts'
import type { Notifier } from '../ports/notifier.ts'
import type { ServiceConfiguration } from '../ports/platform.ts'
import type { Ports } from '../runner/ports.ts'
import { type RunOptions, run } from '../runner/run.ts'
import type { Behaviour } from './simulated-behaviour.ts'
import { SimulatedPlatform } from './simulated-platform.ts'
import { VirtualClock } from './virtual-clock.ts'

export const configuration: ServiceConfiguration = {
  startCommand: 'serve',
  healthPath: '/health',
  healthTimeoutSeconds: 30,
  overlapSeconds: 0,
  drainingSeconds: 5,
  restartPolicy: 'ON_FAILURE',
  restartRetries: 3,
}

const leaseTimes: LeaseTimes = { limitMs: 15_000, renewMs: 5_000, requestMs: 5_000 }

/** A store whose real work takes no virtual time. */
export function storeInNoTime(store: Store, clock: VirtualClock): Store {
  return {
    get: (collection, id) => clock.during(() => store.get(collection, id)),
    list: (collection, query) => clock.during(() => store.list(collection, query)),
    transaction: (work) => clock.during(() => store.transaction(work)),
    now: () => clock.during(() => store.now()),
    close: () => store.close(),
  }
}

/** One environment with a simulated platform, its journal and clock. */
export class SimulatedEnvironment {
  readonly clock = new VirtualClock()
  readonly platform: SimulatedPlatform
  readonly notices: string[] = []
  readonly store: Store
  readonly ports: Ports
  #count = 0

  private constructor(store: Store, behaviours: readonly Behaviour[]) {
    this.platform = new SimulatedPlatform(this.clock, behaviours)
    // Leases expire by the store's clock, which here is the virtual one.
    this.store = {
      ...storeInNoTime(store, this.clock),
      now: async () => this.clock.now(),
    }
    const notifier: Notifier = {
      notify: async ({ about }) => {
        this.notices.push(about)
        return []
      },
    }
    this.ports = {
      platform: this.platform,
      probe: this.platform,
      artifacts: { put: async () => undefined, get: async (digest) => new TextEncoder().encode(digest) },
      secrets: { resolve: async (reference) => (reference === 'env:MISSING' ? undefined : `value of ${reference}`) },
      notifier,
      clock: this.clock,
      store: this.store,
      leaseTimes,
      holder: 'a test',
    }
  }

  /** `store` must be empty. Default: one in memory. */
  static async open(
    behaviours: readonly Behaviour[] = [],
    store: Store = openMemoryStore(),
  ): Promise<SimulatedEnvironment> {
    return new SimulatedEnvironment(store, behaviours)
  }

  /** Plans a release of `digest` and journals the plan. */
  async begin(
    digest: string,
    change: {
      policy?: Partial<Policy>
      settings?: Plan['parts'][number]['settings']
      kind?: Plan['kind']
      restore?: string
      takeOver?: boolean
      hooks?: Plan['hooks']
      promotion?: Plan['promotion']
      committedAt?: number
      overlapSeconds?: number
      /** An image of a registry instead of bytes of ours. */
      image?: true
    } = {},
  ): Promise<Plan> {
    const journal = openJournal(this.store)
    const { live } = await currentOf(journal, 'testing')
    this.#count += 1
    const reference = `registry.example/shop@${digest}`
    const plan = makePlan(
      {
        release: `rel_${String(this.#count).padStart(4, '0')}`,
        kind: change.kind ?? 'deploy',
        environment: 'testing',
        artifact: {
          ...(change.image ? { kind: 'image', reference } : { kind: 'bundle' }),
          digest,
          ...(change.committedAt !== undefined && { committedAt: change.committedAt }),
        },
        parts: [
          {
            service: 'web',
            configuration: {
              ...configuration,
              overlapSeconds: change.overlapSeconds ?? 0,
              ...(change.image && { image: reference }),
            },
            settings: change.settings ?? [{ name: 'VERSION', value: digest }],
            ...(change.restore && { restore: change.restore }),
          },
        ],
        policy: { ...defaultPolicy, ...change.policy },
        plannedAt: this.clock.now(),
        ...(change.takeOver && { takeOver: true }),
        ...(change.hooks && { hooks: change.hooks }),
        ...(change.promotion && { promotion: change.promotion }),
      },
      { views: new Map([['web', await this.platform.view()]]), ...(live && { live }) },
    )
    await journal.begin(plan)
    return plan
  }

  async release(
    digest: string,
    change: Parameters<SimulatedEnvironment['begin']>[1] = {},
    options: RunOptions = {},
  ): Promise<ReleaseState> {
    const plan = await this.begin(digest, change)
    return await run(plan.release, this.ports, options)
  }
}
