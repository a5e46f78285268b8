import type { Clock } from '../ports/clock.ts'
import type { Permission } from '../ports/permission.ts'
import type {
  DeploymentRecord,
  Finding,
  Phase,
  Platform,
  ServiceConfiguration,
  Target,
  TrafficCount,
  Usage,
  Variables,
} from '../ports/platform.ts'
import type { Probe, ProbeAnswer } from '../ports/probe.ts'
import { answerOf, type Behaviour, usageOf } from './simulated-behaviour.ts'
import { countRequests } from './simulated-users.ts'

/**
 * What a change does instead of working. `lost` acts and then loses the answer, `late` does so after `lateMs`,
 * `vanished` never acts and nobody is told.
 */
export type Trouble = 'refused' | 'put off' | 'lost' | 'late' | 'vanished'

interface Deployed {
  record: DeploymentRecord
  readonly behaviour: Behaviour
  readonly message: string | undefined
  servingSince?: number
  endedAt?: number
}

/**
 * A platform of one service in memory, for tests of the machine and its runner under a virtual clock. An archive's text
 * names the behaviour it stands for.
 */
export class SimulatedPlatform implements Platform, Probe {
  readonly changes: string[] = []
  readonly troubles = new Map<string, Trouble[]>()
  findings: Finding[] = []
  configuration: ServiceConfiguration | undefined
  settings: Variables = new Map()
  startMs = 300
  lateMs = 10_000
  /** The next looks that fail. */
  failingViews = 0
  /** Whether a deployment tells its image only once it no longer moves. */
  tellsImageLate = false
  /** Takes the place of what users do, where it is set. */
  trafficCount: TrafficCount | undefined
  /** Figures that can't be had. */
  readonly unreadable = new Set<'traffic' | 'usage'>()
  readonly #clock: Clock
  readonly #behaviours: ReadonlyMap<string, Behaviour>
  #deployments: Deployed[] = []
  #count = 0
  #asked = 0

  constructor(clock: Clock, behaviours: readonly Behaviour[]) {
    this.#clock = clock
    this.#behaviours = new Map(behaviours.map((behaviour) => [behaviour.digest, behaviour]))
  }

  /** The deployment that users reach. */
  get serving(): { readonly id: string; readonly digest: string } | undefined {
    const found = this.#deployments.find((each) => each.record.phase === 'serving')
    return found && { id: found.record.id, digest: found.behaviour.digest }
  }

  get deploymentCount(): number {
    return this.#deployments.length
  }

  async view() {
    if (this.failingViews > 0) {
      this.failingViews -= 1
      throw new Error('the platform answered 502')
    }
    return {
      url: 'http://127.0.0.1:1',
      deployments: this.#deployments.map((each) => this.#shown(each.record)),
      active: this.serving ? [this.serving.id] : [],
    }
  }

  async preflight(): Promise<Finding[]> {
    return this.findings
  }

  async variables(): Promise<Variables> {
    return this.settings
  }

  async configure(
    _target: Target,
    configuration: ServiceConfiguration,
    variables: Variables,
    permission?: Permission,
  ): Promise<void> {
    await this.#act('configure', permission, () => {
      this.configuration = configuration
      this.settings = new Map(variables)
    })
  }

  async upload(
    _target: Target,
    archive: Uint8Array,
    message: string,
    permission?: Permission,
  ): Promise<{ deployment: string }> {
    const digest = new TextDecoder().decode(archive)
    return await this.#act('upload', permission, () => this.#deploy(digest, message))
  }

  async restore(_target: Target, deployment: string, permission?: Permission): Promise<{ deployment: string }> {
    const kept = this.#deployments.find((each) => each.record.id === deployment)
    if (kept === undefined || !kept.record.restorable)
      throw Object.assign(new Error('The image is gone.'), { acted: 'no', code: 'image-gone' })
    return await this.#act('restore', permission, () => this.#deploy(kept.behaviour.digest, undefined))
  }

  async deployment(_target: Target, id: string): Promise<DeploymentRecord | undefined> {
    return this.#deployments.find((each) => each.record.id === id)?.record
  }

  async *follow(target: Target, id: string, signal: AbortSignal): AsyncIterable<DeploymentRecord> {
    while (!signal.aborted) {
      const record = await this.deployment(target, id)
      if (record !== undefined) yield record
      if (record !== undefined && record.phase !== 'moving') return
      await this.#clock.sleep(100, signal)
    }
  }

  async remove(
    _target: Target,
    id: string,
    unlessServing: boolean,
    permission?: Permission,
  ): Promise<'ended' | 'serving'> {
    if (unlessServing && this.serving?.id === id) return 'serving'
    await this.#act('remove', permission, () => this.#mark(id, 'without effect', 'REMOVED'))
    return 'ended'
  }

  async traffic(_target: Target, id: string, since: number): Promise<TrafficCount | undefined> {
    if (this.unreadable.has('traffic')) return undefined
    if (this.trafficCount !== undefined) return this.trafficCount
    const { from, to, behaviour, seed } = this.#served(id, since)
    return countRequests(behaviour.users ?? { perSecond: 0 }, seed, from, to)
  }

  async usage(_target: Target, id: string, since: number): Promise<Usage | undefined> {
    if (this.unreadable.has('usage')) throw new Error('The figures can not be had.')
    const { from, to, start, behaviour } = this.#served(id, since)
    return usageOf(behaviour, start, from, to)
  }

  /** When a deployment served, from `since` on. */
  #served(id: string, since: number) {
    const index = this.#deployments.findIndex((each) => each.record.id === id)
    const unknown: Pick<Deployed, 'servingSince' | 'endedAt' | 'behaviour'> = { behaviour: { digest: '' } }
    const { servingSince = Number.POSITIVE_INFINITY, endedAt, behaviour } = this.#deployments[index] ?? unknown
    const to = endedAt ?? this.#clock.now()
    return {
      from: Math.max(since, servingSince),
      to,
      start: servingSince,
      behaviour,
      seed: this.#deployments.length - index,
    }
  }

  async logs(): Promise<[]> {
    return []
  }

  async ask(): Promise<ProbeAnswer> {
    const found = this.#deployments.find((each) => each.record.phase === 'serving')
    if (found?.servingSince === undefined) return { status: 503, latencyMs: 1 }
    const { behaviour, record, servingSince } = found
    this.#asked += 1
    return answerOf(behaviour, record.id, this.#clock.now() - servingSince, this.#asked)
  }

  /** Ends what serves, as a crash or somebody at the dashboard would. */
  end(id: string): void {
    this.#mark(id, 'failed', 'CRASHED')
  }

  /** Deploys what serves again, as the platform does by itself when it moves hosts. */
  redeploy(): void {
    const digest = this.serving?.digest
    if (digest !== undefined) this.#deploy(digest, undefined)
  }

  #shown(record: DeploymentRecord): DeploymentRecord {
    if (!this.tellsImageLate || record.phase !== 'moving') return record
    const { image: _image, ...rest } = record
    return rest
  }

  /** Makes the platform forget the image of a deployment. */
  forgetImage(id: string): void {
    this.#deployments = this.#deployments.map((each) =>
      each.record.id === id ? { ...each, record: { ...each.record, restorable: false } } : each,
    )
  }

  async #act<Result>(name: string, permission: Permission | undefined, effect: () => Result): Promise<Result> {
    await permission?.(0)
    const trouble = this.troubles.get(name)?.shift()
    if (trouble === 'refused') throw Object.assign(new Error(`${name} was refused`), { acted: 'no', code: 'refused' })
    if (trouble === 'put off') {
      throw Object.assign(new Error(`${name} is to be tried later`), {
        acted: 'no',
        code: 'later',
        transient: true,
        retryAfterMs: 2_000,
      })
    }
    if (trouble === 'vanished')
      throw Object.assign(new Error(`${name} got no answer`), { acted: 'unknown', code: 'no-answer' })
    if (trouble === 'late') {
      void this.#clock.sleep(this.lateMs).then(effect)
      throw Object.assign(new Error(`${name} got no answer`), { acted: 'unknown', code: 'no-answer' })
    }
    this.changes.push(name)
    const result = effect()
    if (trouble === 'lost')
      throw Object.assign(new Error(`${name} got no answer`), { acted: 'unknown', code: 'no-answer' })
    return result
  }

  #deploy(digest: string, message: string | undefined): { deployment: string } {
    const behaviour = this.#behaviours.get(digest) ?? { digest }
    this.#count += 1
    const id = `deployment-${this.#count}`
    const record: DeploymentRecord = {
      id,
      phase: 'moving',
      status: 'DEPLOYING',
      createdAt: this.#clock.now(),
      image: `image-${digest}`,
      restorable: true,
      stopped: false,
      ...(message !== undefined && { message }),
    }
    this.#deployments.unshift({ record, behaviour, message })
    void this.#clock.sleep(this.startMs).then(() => this.#started(id, behaviour))
    return { deployment: id }
  }

  #started(id: string, behaviour: Behaviour): void {
    if (this.#deployments.find((each) => each.record.id === id)?.record.phase !== 'moving') return
    if (behaviour.starts === false) {
      this.#mark(id, 'failed', 'FAILED')
      return
    }
    const old = this.serving
    if (old !== undefined) this.#mark(old.id, 'without effect', 'REMOVED')
    this.#mark(id, 'serving', 'SUCCESS')
  }

  #mark(id: string, phase: Phase, status: string): void {
    this.#deployments = this.#deployments.map((each) =>
      each.record.id === id
        ? {
            ...each,
            record: { ...each.record, phase, status },
            ...(phase === 'serving' ? { servingSince: this.#clock.now() } : { endedAt: this.#clock.now() }),
          }
        : each,
    )
  }
}
