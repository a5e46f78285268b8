import { createHash } from 'node:crypto'
import { ownSettingsFingerprint, probeTokenName } from '@kickai/bundle'
import type { Clock } from '../ports/clock.ts'
import type {
  DeploymentRecord,
  Execution,
  Phase,
  ServiceConfiguration,
  TrafficCount,
  Usage,
  Variables,
} from '../ports/platform.ts'
import type { ProbeAnswer } from '../ports/probe.ts'
import { seededRandom } from './random.ts'
import { answerOf, type Behaviour, usageOf } from './simulated-behaviour.ts'
import { countRequests } from './simulated-users.ts'

/** Who answers while a deployment and the one that it replaced both run. */
export type OverlapAnswers = 'new' | 'old' | 'mixed'

/** What becomes of a deployment and what the platform says of it. Milliseconds after it was made. */
export interface Fate {
  readonly startMs: number
  /** It never starts, since the platform sees nothing to do. */
  readonly isSkipped?: boolean
  /** How long nobody is told of it. */
  readonly hiddenMs?: number
  /** How long nobody is told with what message it was sent, nor which image it runs. */
  readonly metaMs?: number
  /** How long its status is a word that nobody knows. */
  readonly unknownMs?: number
  /** How long the one before it still runs, from when it serves. */
  readonly overlapMs?: number
  /** Who answers meanwhile: one of them, or either by chance. Default: either. */
  readonly overlapAnswers?: OverlapAnswers
}

/** A deployment, as it truly is. */
export interface Deployed {
  record: DeploymentRecord
  readonly behaviour: Behaviour
  readonly fate: Fate
  /** The settings that its process was started with. */
  readonly settings: Variables
  servingSince?: number
  endedAt?: number
}

/** One service of a simulated platform as it truly is, whatever anybody is told. */
export class SimulatedService {
  configuration: ServiceConfiguration | undefined
  settings: Variables = new Map()
  /** Newest first. */
  deployments: readonly Deployed[] = []
  readonly #clock: Clock
  readonly #behaviours: ReadonlyMap<string, Behaviour>
  readonly #prefix: string
  #count = 0
  #asked = 0

  constructor(clock: Clock, behaviours: ReadonlyMap<string, Behaviour>, prefix = '') {
    this.#clock = clock
    this.#behaviours = behaviours
    this.#prefix = prefix
  }

  /** What users reach. */
  get serving(): Deployed | undefined {
    return this.deployments.find((each) => each.record.phase === 'serving')
  }

  /** Ids of what runs: what serves, and what it replaced while they overlap. */
  get running(): string[] {
    return [this.serving, this.#overlapping()].flatMap((each) => (each === undefined ? [] : [each.record.id]))
  }

  /** Changes with whatever is set. */
  get etag(): string {
    const held = JSON.stringify([this.configuration ?? null, [...this.settings].sort()])
    return createHash('sha256').update(held).digest('base64url')
  }

  find(id: string): Deployed | undefined {
    return this.deployments.find((each) => each.record.id === id)
  }

  /** Makes a deployment, with the settings that hold now unless others are given; its id. */
  deploy(digest: string, message: string | undefined, fate: Fate, settings: Variables = this.settings): string {
    const behaviour = this.#behaviours.get(digest) ?? { digest }
    this.#count += 1
    const id = `${this.#prefix}deployment-${this.#count}`
    const record: DeploymentRecord = {
      id,
      phase: 'moving',
      status: 'DEPLOYING',
      createdAt: this.#clock.now(),
      // An image of a registry is told by that one's digest, what was uploaded by a name of the platform's own.
      image: digest.startsWith('sha256:') ? digest : `image-${digest}`,
      restorable: true,
      stopped: false,
      ...(message !== undefined && { message }),
    }
    const deployed: Deployed = { record, behaviour, fate, settings }
    this.deployments = [deployed, ...this.deployments]
    void this.#clock.sleep(fate.startMs).then(() => this.#start(deployed))
    return id
  }

  /** Ends a deployment, as a crash or somebody at the dashboard would. */
  end(id: string, phase: Phase, status: string): void {
    const deployed = this.find(id)
    if (deployed === undefined) return
    deployed.record = { ...deployed.record, phase, status }
    deployed.endedAt = this.#clock.now()
  }

  /** Makes the platform forget the image of a deployment. */
  forgetImage(id: string): void {
    const deployed = this.find(id)
    if (deployed !== undefined) deployed.record = { ...deployed.record, restorable: false }
  }

  /** What the service answers to a probe now; to one that shows its probe token also the fingerprint of its settings. */
  answer(token?: string): ProbeAnswer {
    const answering = this.#answering()
    if (answering?.servingSince === undefined) return { status: 503, latencyMs: 1 }
    const { behaviour, record, servingSince } = answering
    const environment = Object.fromEntries(answering.settings)
    const knows = behaviour.tellsSettings !== false && token === environment[probeTokenName]
    const settings = knows ? ownSettingsFingerprint(environment) : undefined
    const answer = answerOf(behaviour, record.id, this.#clock.now() - servingSince, this.#asked)
    return { ...answer, ...(settings !== undefined && { settings }) }
  }

  traffic(id: string, since: number): TrafficCount {
    const { from, to, behaviour, seed } = this.#served(id, since)
    return countRequests(behaviour.users ?? { perSecond: 0 }, seed, from, to)
  }

  usage(id: string, since: number): Usage {
    const { from, to, start, behaviour } = this.#served(id, since)
    return usageOf(behaviour, start, from, to)
  }

  /** How the runs of a deployment's scheduled command ended, newest first; undefined where its behaviour does not say. */
  executions(id: string): Execution[] | undefined {
    const { to, start, behaviour } = this.#served(id, 0)
    return behaviour.runs?.(to - start).map((outcome, index) => ({ id: String(index), at: to, outcome }))
  }

  #answering(): Deployed | undefined {
    this.#asked += 1
    const { serving } = this
    const before = this.#overlapping()
    if (before === undefined) return serving
    const { overlapAnswers = 'mixed' } = serving?.fate ?? {}
    // By chance, and by the same one wherever the same is asked.
    const isOld = overlapAnswers === 'mixed' ? seededRandom(this.#asked)() < 0.5 : overlapAnswers === 'old'
    return isOld ? before : serving
  }

  /** What was replaced by what serves, and still runs beside it. */
  #overlapping(): Deployed | undefined {
    const { servingSince = 0, fate } = this.serving ?? {}
    if (this.#clock.now() >= servingSince + (fate?.overlapMs ?? 0)) return undefined
    return this.deployments.find((each) => each.endedAt === servingSince && each.servingSince !== undefined)
  }

  /** When a deployment served, from `since` on. */
  #served(id: string, since: number) {
    const index = this.deployments.findIndex((each) => each.record.id === id)
    const unknown: Pick<Deployed, 'servingSince' | 'endedAt' | 'behaviour'> = { behaviour: { digest: '' } }
    const { servingSince = Number.POSITIVE_INFINITY, endedAt, behaviour } = this.deployments[index] ?? unknown
    const seed = this.deployments.length - index
    return {
      from: Math.max(since, servingSince),
      to: endedAt ?? this.#clock.now(),
      start: servingSince,
      behaviour,
      seed,
    }
  }

  #start(deployed: Deployed): void {
    const { record, behaviour, fate } = deployed
    if (record.phase !== 'moving') return
    if (fate.isSkipped === true) {
      this.end(record.id, 'without effect', 'SKIPPED')
      return
    }
    if (behaviour.starts === false) {
      this.end(record.id, 'failed', 'FAILED')
      return
    }
    const old = this.serving
    if (old !== undefined) this.end(old.record.id, 'without effect', 'REMOVED')
    deployed.record = { ...record, phase: 'serving', status: 'SUCCESS' }
    deployed.servingSince = this.#clock.now()
    if (behaviour.crashesAfterMs === undefined) return
    void this.#clock.sleep(behaviour.crashesAfterMs).then(() => {
      if (deployed.record.phase === 'serving') this.end(record.id, 'failed', 'CRASHED')
    })
  }
}
