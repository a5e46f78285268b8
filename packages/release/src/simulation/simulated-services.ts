import { currentOf } from '../journal/current.ts'
import { openJournal } from '../journal/journal.ts'
import type { ReleaseState } from '../machine/state.ts'
import { makePlan } from '../plan/make-plan.ts'
import type { Plan } from '../plan/plan.ts'
import { defaultPolicy, type Policy } from '../plan/policy.ts'
import type { Platform, ServiceConfiguration, ServiceKind, ServiceView, Target } from '../ports/platform.ts'
import type { Probe } from '../ports/probe.ts'
import type { Ports } from '../runner/ports.ts'
import { type RunOptions, run } from '../runner/run.ts'
import type { Behaviour } from './simulated-behaviour.ts'
import { SimulatedPlatform } from './simulated-platform.ts'
import { configuration, SimulatedEnvironment } from './simulated-release.ts'

/** A service of the environment: what it is for, and how each bundle behaves as this service. */
export interface SimulatedService {
  readonly kind: ServiceKind
  readonly behaviours?: readonly Behaviour[]
}

const { healthPath: _healthPath, ...withoutHealth } = configuration
const configurations: { readonly [kind in ServiceKind]: ServiceConfiguration } = {
  web: configuration,
  worker: { ...withoutHealth, kind: 'worker' },
  cron: { ...withoutHealth, kind: 'cron', schedule: '0 3 * * *' },
}

/** An environment of several services: a simulated platform for each, under one clock and with one journal. */
export class SimulatedServices {
  readonly environment: SimulatedEnvironment
  readonly platforms: ReadonlyMap<string, SimulatedPlatform>
  /** Names of services, in the order in which their platforms were changed, each with what was done. */
  readonly changes: string[] = []
  readonly #services: ReadonlyMap<string, SimulatedService>
  #count = 0

  private constructor(environment: SimulatedEnvironment, services: { readonly [name: string]: SimulatedService }) {
    this.environment = environment
    this.#services = new Map(Object.entries(services))
    this.platforms = new Map(
      Object.entries(services).map(([name, { behaviours = [] }]) => [
        name,
        new SimulatedPlatform(environment.clock, behaviours),
      ]),
    )
  }

  static async open(services: { readonly [name: string]: SimulatedService }): Promise<SimulatedServices> {
    return new SimulatedServices(await SimulatedEnvironment.open(), services)
  }

  /** What runs of each service: the digest, or undefined where nothing does. */
  get serving(): { readonly [service: string]: string | undefined } {
    return Object.fromEntries([...this.platforms].map(([name, platform]) => [name, platform.serving?.digest]))
  }

  /** Plans a release of `digest` with these services, in this order, and journals the plan. */
  async begin(digest: string, services: readonly string[], policy: Partial<Policy> = {}): Promise<Plan> {
    const journal = openJournal(this.environment.store)
    const { live } = await currentOf(journal, 'testing')
    const views = await Promise.all(
      services.map(async (name): Promise<[string, ServiceView]> => [name, await this.#platform(name).view()]),
    )
    this.#count += 1
    const plan = makePlan(
      {
        release: `rel_${String(this.#count).padStart(4, '0')}`,
        kind: 'deploy',
        environment: 'testing',
        artifact: { kind: 'bundle', digest },
        parts: services.map((service) => ({
          service,
          configuration: configurations[this.#services.get(service)?.kind ?? 'web'],
          settings: [{ name: 'VERSION', value: digest }],
        })),
        policy: { ...defaultPolicy, ...policy },
        plannedAt: this.environment.clock.now(),
      },
      { views: new Map(views), ...(live && { live }) },
    )
    await journal.begin(plan)
    return plan
  }

  async release(
    digest: string,
    services: readonly string[] = [...this.platforms.keys()],
    policy: Partial<Policy> = {},
    options: RunOptions = {},
  ): Promise<ReleaseState> {
    const plan = await this.begin(digest, services, policy)
    return await run(plan.release, this.ports, options)
  }

  /** Those of the environment, with all its services. */
  get ports(): Ports {
    return { ...this.environment.ports, platform: this.#all(), probe: this.#probe() }
  }

  #platform(service: string): SimulatedPlatform {
    const platform = this.platforms.get(service)
    if (platform === undefined) throw new RangeError(`There is no service ${service}.`)
    return platform
  }

  /** All platforms as one, each asked for its service; changes are noted. */
  #all(): Platform {
    const of = ({ service }: Target) => this.#platform(service)
    const changing = <Result>({ service }: Target, what: string, change: () => Promise<Result>): Promise<Result> => {
      this.changes.push(`${service} ${what}`)
      return change()
    }
    return {
      view: async (target) => ({
        ...(await of(target).view()),
        url: `http://${target.service}`,
        // One environment has one mark for the configuration of all its services.
        configurationEtag: [...this.platforms.values()].map(({ etag }) => etag).join('-'),
      }),
      preflight: (target) => of(target).preflight(),
      heldSettings: (target) => of(target).heldSettings(),
      fillsIn: (value) => [...this.platforms.values()].some((platform) => platform.fillsIn(value)),
      configure: (target, how, variables, permission) =>
        changing(target, 'configure', () => of(target).configure(target, how, variables, permission)),
      upload: (target, archive, message, permission) =>
        changing(target, 'upload', () => of(target).upload(target, archive, message, permission)),
      deployImage: (target, permission) => changing(target, 'upload', () => of(target).deployImage(target, permission)),
      restore: (target, id, permission) =>
        changing(target, 'restore', () => of(target).restore(target, id, permission)),
      deployment: (target, id) => of(target).deployment(target, id),
      follow: (target, id, signal) => of(target).follow(target, id, signal),
      remove: (target, id, unless, permission) =>
        changing(target, 'remove', () => of(target).remove(target, id, unless, permission)),
      traffic: (target, id, since) => of(target).traffic(target, id, since),
      usage: (target, id, since) => of(target).usage(target, id, since),
      executions: (target, id) => of(target).executions(target, id),
      logs: (target) => of(target).logs(),
    }
  }

  /** Only web services are ever to be asked. */
  #probe(): Probe {
    return {
      ask: async (url, options) => {
        const service = new URL(url).hostname
        if (this.#services.get(service)?.kind !== 'web') throw new Error(`${service} answers nobody.`)
        return await this.#platform(service).ask(url, options)
      },
    }
  }
}
