import type { Clock } from '../ports/clock.ts'
import type { Permission } from '../ports/permission.ts'
import type {
  DeploymentRecord,
  Execution,
  Finding,
  HeldSettings,
  Platform,
  ServiceConfiguration,
  Target,
  TrafficCount,
  Usage,
  Variables,
} from '../ports/platform.ts'
import type { Probe, ProbeAnswer } from '../ports/probe.ts'
import type { Behaviour } from './simulated-behaviour.ts'
import { type Deployed, type OverlapAnswers, SimulatedService } from './simulated-service.ts'

/**
 * What a change does instead of working. `lost` acts and then loses the answer, `late` does so after `lateMs`,
 * `vanished` never acts and nobody is told, `lies` never acts and answers well.
 */
export type Trouble = 'refused' | 'put off' | 'lost' | 'late' | 'vanished' | 'lies'

/**
 * A platform of one service in memory, for tests of the machine and its runner under a virtual clock. An archive's text
 * names the behaviour it stands for.
 */
export class SimulatedPlatform implements Platform, Probe {
  readonly changes: string[] = []
  readonly troubles = new Map<string, Trouble[]>()
  findings: Finding[] = []
  startMs = 300
  lateMs = 10_000
  /** How long what is replaced from now on still runs beside what replaces it, and who answers meanwhile. */
  overlapMs = 0
  overlapAnswers: OverlapAnswers = 'mixed'
  /** The next looks that fail. */
  failingViews = 0
  /** Whether a command runs before each deployment. */
  runsBeforeDeploying = false
  /** Whether a deployment tells its image only once it no longer moves. */
  tellsImageLate = false
  /** Whether it leaves a service set to an image that is to be taken off. */
  keepsImageSet = false
  /** The image that the service is set to. */
  image: string | undefined
  /** The digest of an image that it runs whichever is asked for. */
  runsInstead: string | undefined
  /** How long a deployment does not tell its message and image. Milliseconds. */
  hideMetaMs = 0
  /** Takes the place of what users do, where it is set. */
  trafficCount: TrafficCount | undefined
  /** Figures that can't be had. */
  readonly unreadable = new Set<'traffic' | 'usage'>()
  /** Names of settings that are not given out. */
  readonly sealed = new Set<string>()
  readonly #clock: Clock
  readonly #service: SimulatedService

  constructor(clock: Clock, behaviours: readonly Behaviour[]) {
    this.#clock = clock
    this.#service = new SimulatedService(clock, new Map(behaviours.map((behaviour) => [behaviour.digest, behaviour])))
  }

  /** The deployment that users reach. */
  get serving(): { readonly id: string; readonly digest: string } | undefined {
    const { serving } = this.#service
    return serving && { id: serving.record.id, digest: serving.behaviour.digest }
  }

  get deploymentCount(): number {
    return this.#service.deployments.length
  }

  get configuration(): ServiceConfiguration | undefined {
    return this.#service.configuration
  }

  get settings(): Variables {
    return this.#service.settings
  }

  /** The settings that what serves was started with. */
  get runsWith(): Variables | undefined {
    return this.#service.serving?.settings
  }

  get etag(): string {
    return this.#service.etag
  }

  async view() {
    if (this.failingViews > 0) {
      this.failingViews -= 1
      throw new Error('the platform answered 502')
    }
    return {
      url: 'http://127.0.0.1:1',
      deployments: this.#service.deployments.map((each) => this.#shown(each)),
      active: this.#service.running,
      configurationEtag: this.etag,
      runsBeforeDeploying: this.runsBeforeDeploying,
      ...(this.image !== undefined && { image: this.image }),
    }
  }

  async preflight(): Promise<Finding[]> {
    return this.findings
  }

  async heldSettings(): Promise<HeldSettings> {
    const given = [...this.settings].filter(([name]) => !this.sealed.has(name))
    return { variables: new Map(given), sealed: [...this.sealed].filter((name) => this.settings.has(name)) }
  }

  fillsIn(value: string): boolean {
    return value.includes('${{')
  }

  /** Changes a setting as somebody at the dashboard would; without a value it is removed. */
  setByHand(name: string, value?: string): void {
    const others = [...this.settings].filter(([each]) => each !== name)
    this.#service.settings = new Map(value === undefined ? others : [...others, [name, value]])
  }

  async configure(
    _target: Target,
    configuration: ServiceConfiguration,
    variables: Variables,
    permission?: Permission,
    sealed: readonly string[] = [],
  ): Promise<void> {
    await this.#act('configure', permission, () => {
      for (const name of sealed) this.sealed.add(name)
      this.#service.configuration = configuration
      if (configuration.image !== undefined || !this.keepsImageSet) this.image = configuration.image
      this.#service.settings = new Map(variables)
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

  async deployImage(_target: Target, permission?: Permission): Promise<{ deployment: string }> {
    const { image = '' } = this.#service.configuration ?? {}
    const digest = this.runsInstead ?? image.slice(image.indexOf('@') + 1)
    return await this.#act('upload', permission, () => this.#deploy(digest, undefined))
  }

  async restore(
    _target: Target,
    deployment: string,
    permission?: Permission,
    variables: 'of now' | 'of then' = 'of now',
  ): Promise<{ deployment: string }> {
    const kept = this.#service.find(deployment)
    if (kept === undefined || !kept.record.restorable)
      throw Object.assign(new Error('The image is gone.'), { acted: 'no', code: 'image-gone' })
    const settings = variables === 'of then' ? kept.settings : this.settings
    return await this.#act('restore', permission, () => this.#deploy(kept.behaviour.digest, undefined, settings))
  }

  async deployment(_target: Target, id: string): Promise<DeploymentRecord | undefined> {
    return this.#service.find(id)?.record
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
    await this.#act('remove', permission, () => this.#service.end(id, 'without effect', 'REMOVED'))
    return 'ended'
  }

  async traffic(_target: Target, id: string, since: number): Promise<TrafficCount | undefined> {
    if (this.unreadable.has('traffic')) return undefined
    if (this.trafficCount !== undefined) return this.trafficCount
    return this.#service.traffic(id, since)
  }

  async usage(_target: Target, id: string, since: number): Promise<Usage | undefined> {
    if (this.unreadable.has('usage')) throw new Error('The figures can not be had.')
    return this.#service.usage(id, since)
  }

  async executions(_target: Target, id: string): Promise<readonly Execution[] | undefined> {
    return this.#service.executions(id)
  }

  async logs(): Promise<[]> {
    return []
  }

  async ask(_url: string, { token }: { readonly token?: string } = {}): Promise<ProbeAnswer> {
    return this.#service.answer(token)
  }

  /** Ends what serves, as a crash or somebody at the dashboard would. */
  end(id: string): void {
    this.#service.end(id, 'failed', 'CRASHED')
  }

  /** Deploys what serves again, as the platform does by itself when it moves hosts, or something else, as a person might. */
  redeploy(digest = this.serving?.digest): void {
    if (digest !== undefined) this.#deploy(digest, undefined)
  }

  #shown({ record, behaviour, servingSince = 0 }: Deployed): DeploymentRecord {
    if (record.phase === 'serving' && behaviour.restartingAt !== undefined)
      return { ...record, restarting: behaviour.restartingAt(this.#clock.now() - servingSince) }
    const { image: _image, ...rest } = record
    const { message: _message, ...bare } = rest
    if (this.#clock.now() < record.createdAt + this.hideMetaMs) return bare
    return this.tellsImageLate && record.phase === 'moving' ? rest : record
  }

  /** Makes the platform forget the image of a deployment. */
  forgetImage(id: string): void {
    this.#service.forgetImage(id)
  }

  async #act<Result>(
    name: string,
    permission: Permission | undefined,
    effect: () => Result,
    lie?: Result,
  ): Promise<Result> {
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
    if (trouble === 'lies') return lie as Result
    const result = effect()
    if (trouble === 'lost')
      throw Object.assign(new Error(`${name} got no answer`), { acted: 'unknown', code: 'no-answer' })
    return result
  }

  #deploy(digest: string, message: string | undefined, settings?: Variables): { deployment: string } {
    const { startMs, overlapMs, overlapAnswers } = this
    return { deployment: this.#service.deploy(digest, message, { startMs, overlapMs, overlapAnswers }, settings) }
  }
}
