import type { Permission } from '../../ports/permission.ts'
import type {
  DeploymentRecord,
  Execution,
  Finding,
  HeldSettings,
  Platform,
  ServiceConfiguration,
  ServiceView,
  Target,
  TrafficCount,
  Usage,
  Variables,
} from '../../ports/platform.ts'
import type { Probe, ProbeAnswer } from '../../ports/probe.ts'
import type { Deployed, SimulatedService } from '../simulated-service.ts'
import { changeArrived, changeSent, deploymentMade, isOutOfSight, type Sent } from './effects.ts'
import type { changes, Operation, questions } from './scenario.ts'
import type { Wire } from './wire.ts'
import type { Intended, World } from './world.ts'

interface Change<Result> {
  readonly operation: (typeof changes)[number]
  readonly target: Target
  readonly permission: Permission | undefined
  readonly bytes?: number
  /** What is answered by a platform that lies. */
  readonly lie: Result
}

const neverMade = { deployment: 'never-made' }

/** A question that takes longer is given up. Milliseconds. */
const requestMs = 5_000
const followEveryMs = 500

const decoder = new TextDecoder()

/** The platform as one process reaches it, over a wire that breaks and with the faults of the scenario. */
export class SimulatedAdapter implements Platform, Probe {
  readonly #world: World
  readonly #wire: Wire
  readonly #holder: string

  constructor(world: World, wire: Wire, holder: string) {
    this.#world = world
    this.#wire = wire
    this.#holder = holder
  }

  async view(target: Target): Promise<ServiceView> {
    return await this.#ask('view', () => {
      const service = this.#world.service(target.service)
      this.#world.viewedAt.set(target.service, this.#world.clock.now())
      return {
        url: `http://${target.service}`,
        deployments: this.#shown(service),
        active: service.running,
        configurationEtag: this.#world.etag,
      }
    })
  }

  async preflight(): Promise<Finding[]> {
    return await this.#ask('preflight', () => [])
  }

  async heldSettings(target: Target): Promise<HeldSettings> {
    return await this.#ask('heldSettings', () => ({
      variables: this.#world.service(target.service).settings,
      sealed: [],
    }))
  }

  fillsIn(): boolean {
    return false
  }

  async configure(
    target: Target,
    configuration: ServiceConfiguration,
    variables: Variables,
    permission?: Permission,
  ): Promise<void> {
    await this.#change({ operation: 'configure', target, permission, lie: undefined }, (service) => {
      service.configuration = configuration
      service.settings = new Map(variables)
    })
  }

  async upload(
    target: Target,
    archive: Uint8Array,
    message: string,
    permission?: Permission,
  ): Promise<{ deployment: string }> {
    const bytes = archive.byteLength
    return await this.#change(
      { operation: 'upload', target, permission, bytes, lie: neverMade },
      (_service, intended) => this.#make(target.service, decoder.decode(archive), message, intended),
    )
  }

  async deployImage(target: Target, permission?: Permission): Promise<{ deployment: string }> {
    return await this.#change({ operation: 'upload', target, permission, lie: neverMade }, (service, intended) => {
      const { image = '' } = service.configuration ?? {}
      return this.#make(target.service, image.slice(image.indexOf('@') + 1), undefined, intended)
    })
  }

  async restore(target: Target, deployment: string, permission?: Permission): Promise<{ deployment: string }> {
    return await this.#change({ operation: 'restore', target, permission, lie: neverMade }, (service, intended) => {
      const kept = service.find(deployment)
      if (kept === undefined || !kept.record.restorable) throw refused('The image is gone.', { code: 'image-gone' })
      return this.#make(target.service, kept.behaviour.digest, undefined, intended)
    })
  }

  async deployment(target: Target, id: string): Promise<DeploymentRecord | undefined> {
    return await this.#ask('deployment', () => this.#record(target, id))
  }

  /** Looks again where it is told nothing, as adapters do. */
  async *follow(target: Target, id: string, signal: AbortSignal): AsyncIterable<DeploymentRecord> {
    while (!signal.aborted) {
      const record = await this.#ask('follow', () => this.#record(target, id)).catch(() => undefined)
      if (record !== undefined) yield record
      if (record !== undefined && record.phase !== 'moving') return
      await this.#world.clock.sleep(followEveryMs, signal)
    }
  }

  async remove(
    target: Target,
    id: string,
    unlessServing: boolean,
    permission?: Permission,
  ): Promise<'ended' | 'serving'> {
    const change: Change<'ended' | 'serving'> = { operation: 'remove', target, permission, lie: 'ended' }
    const end = await this.#change(change, (service) => {
      const serves = service.serving?.record.id === id
      if (serves && unlessServing) return 'serving'
      if (serves && this.#world.scenario.kind !== 'first') this.#world.violated(`${id} was removed while it served.`)
      service.end(id, 'without effect', 'REMOVED')
      return 'ended'
    })
    const left = this.#world.service(target.service).find(id)
    // That a platform lies about what it does not show yet, nobody can see.
    if (end === 'ended' && left?.endedAt === undefined && left && !this.#isShown(left)) this.#world.isMeddledWith = true
    return end
  }

  async traffic(target: Target, id: string, since: number): Promise<TrafficCount | undefined> {
    return await this.#ask('traffic', () => this.#world.service(target.service).traffic(id, since))
  }

  async usage(target: Target, id: string, since: number): Promise<Usage | undefined> {
    return await this.#ask('usage', () => this.#world.service(target.service).usage(id, since))
  }

  async executions(target: Target, id: string): Promise<readonly Execution[] | undefined> {
    return await this.#ask('executions', () => this.#world.service(target.service).executions(id))
  }

  async logs(): Promise<[]> {
    return []
  }

  async ask(
    url: string,
    { timeoutMs, token }: { readonly timeoutMs: number; readonly token?: string },
  ): Promise<ProbeAnswer> {
    return await this.#wire.call(async () => {
      const { latencyMs } = this.#world.scenario
      const fault = this.#world.fault('ask')
      if (fault !== undefined) {
        await this.#world.clock.sleep(Math.min(fault.ms, timeoutMs))
        return { latencyMs: Math.min(fault.ms, timeoutMs), failure: 'The connection was closed.' }
      }
      if (latencyMs > 0) await this.#world.clock.sleep(latencyMs)
      return this.#world.service(serviceIn(url)).answer(token)
    })
  }

  async #ask<Answer>(operation: (typeof questions)[number] | 'follow', answer: () => Answer): Promise<Answer> {
    return await this.#wire.call(async () => {
      const fault = this.#world.fault(operation)
      const ms = fault?.trouble === 'slow' ? fault.ms : this.#world.scenario.latencyMs
      if (ms > 0) await this.#world.clock.sleep(Math.min(ms, requestMs))
      if (fault?.trouble === 'fails' || ms > requestMs) throw unanswered(operation)
      return answer()
    })
  }

  /** A change of the platform, with what goes wrong with it. What was sent may act although nobody waits any more. */
  async #change<Result>(
    { operation, target, permission, bytes = 0, lie }: Change<Result>,
    act: (service: SimulatedService, intended: Intended | undefined) => Result,
  ): Promise<Result> {
    const { clock, scenario } = this.#world
    const service = this.#world.service(target.service)
    const permit = await permission?.(bytes)
    if (permit === undefined) throw new Error(`Nobody asked for a permit to ${operation}.`)
    const limitMs = permit.leftMs()
    if (limitMs <= 0) throw putOff(operation, 0)
    // A process that sleeps right here sends under a permit that has run out.
    return await this.#wire.call(async (hasSlept) => {
      const sent: Sent = { holder: this.#holder, operation, service: target.service, hasSlept }
      const intended = changeSent(this.#world, sent)
      const { trouble, ms = 0 } = this.#world.fault(operation) ?? {}
      if (trouble === 'slow' && ms > limitMs) {
        void this.#actLate(ms, scenario.policy.settleMs + limitMs, () => act(service, intended))
        await clock.sleep(limitMs)
        throw unanswered(operation)
      }
      const takesMs = trouble === 'slow' ? ms : scenario.latencyMs
      if (takesMs > 0) await clock.sleep(takesMs)
      changeArrived(this.#world, sent)
      if (trouble === 'refused') throw refused(`The platform refused to ${operation}.`, { code: 'refused' })
      if (trouble === 'put off') throw putOff(operation, ms)
      if (trouble === 'put off without a time') throw putOff(operation)
      if (trouble === 'vanished') throw unanswered(operation)
      if (trouble === 'lies') return lie
      const result = act(service, intended)
      if (trouble === 'lost' && intended !== undefined) this.#world.isMeddledWith ||= isOutOfSight(service, scenario)
      if (trouble === 'lost') throw unanswered(operation)
      return result
    })
  }

  /** What lands later than anybody looks for it overtakes what was done meanwhile, as somebody at the dashboard would. */
  async #actLate(ms: number, lookedForMs: number, act: () => unknown): Promise<void> {
    await this.#world.clock.sleep(ms)
    if (ms > lookedForMs) this.#world.isMeddledWith = true
    try {
      act()
    } catch {
      this.#world.troubles.add('refused late')
    }
  }

  #make(
    service: string,
    digest: string,
    message: string | undefined,
    intended: Intended | undefined,
  ): { deployment: string } {
    const there = this.#world.service(service)
    const deployment = there.deploy(digest, message, this.#world.nextFate())
    const made = there.find(deployment)
    if (made !== undefined) deploymentMade(this.#world, intended, made)
    return { deployment }
  }

  #record({ service }: Target, id: string): DeploymentRecord | undefined {
    const found = this.#world.service(service).find(id)
    return found && this.#isShown(found) ? this.#told(found) : undefined
  }

  #shown({ deployments }: SimulatedService): DeploymentRecord[] {
    return deployments.filter((each) => this.#isShown(each)).map((each) => this.#told(each))
  }

  #isShown({ fate, record }: Deployed): boolean {
    return this.#world.clock.now() >= record.createdAt + (fate.hiddenMs ?? 0)
  }

  /** That a deployment has ended is said in words that everybody knows. */
  #told({ fate, record, endedAt }: Deployed): DeploymentRecord {
    const ageMs = this.#world.clock.now() - record.createdAt
    const { message: _message, image: _hidden, ...bare } = record
    const told: DeploymentRecord = ageMs < (fate.metaMs ?? 0) ? bare : record
    if (endedAt !== undefined || ageMs >= (fate.unknownMs ?? 0)) return told
    const { image: _image, ...rest } = told
    return { ...rest, phase: 'unknown', status: 'DANCING' }
  }
}

function serviceIn(url: string): string {
  return url.slice('http://'.length, url.indexOf('/', 'http://'.length))
}

function unanswered(operation: Operation): Error {
  return Object.assign(new Error(`There was no answer to ${operation}.`), { acted: 'unknown', code: 'no-answer' })
}

function refused(sentence: string, more: { readonly code: string }): Error {
  return Object.assign(new Error(sentence), { acted: 'no', ...more })
}

function putOff(operation: Operation, retryAfterMs?: number): Error {
  return Object.assign(new Error(`The platform put off to ${operation}.`), {
    acted: 'no',
    code: 'rate-limited',
    transient: true,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  })
}
