import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { forgetProcess, removeContainer } from '../container/program.ts'
import { sentenceOf } from '../errors.ts'
import { endFollowing, followOutput, logFiles } from '../logs/deployment-log.ts'
import { endProcess, sweepGroup } from '../process/end.ts'
import { adopt, type Exit, launch, type RunningProcess } from '../process/launch.ts'
import { type Host, places } from '../supervisor/host.ts'
import { isFree } from '../supervisor/ports.ts'
import { effective } from './effective.ts'
import { aborted, pause } from './ended.ts'
import { answersTcp } from './health.ts'
import { change, deploymentOf, instanceOf } from './records.ts'
import { afterExit, backoff, type Decision, exitSentence } from './restart-decision.ts'
import { inContainer, startOf } from './start.ts'

const [firstLookMs, laterLooksMs] = [20, 500]
const unseen: Exit = { code: null, signal: null }

/** How a unit came to its rest. */
export interface Settled {
  readonly how: Exclude<Decision, 'restart'> | 'ended'
  readonly exit: Exit
  /** How often it was started again. */
  readonly restarts: number
}

/**
 * A deployment's process over its whole life: started, started again by the restart policy, ended. `onChange` is called
 * whenever it begins or ceases to listen.
 */
export class Unit {
  readonly id: string
  /** Takes requests; what routes are made of. */
  listening = false
  process: RunningProcess | undefined
  /** Resolves when it is not going to be started again. */
  readonly settled: Promise<Settled>
  /** What it settled as, once it has. */
  rest: Settled | undefined
  readonly #host: Host
  readonly #onChange: (unit: Unit) => void
  readonly #ending = new AbortController()
  #startAgain = false

  /** Finds the deployment's process, or starts it. The application directory is filled. */
  constructor(host: Host, id: string, onChange: (unit: Unit) => void) {
    this.id = id
    this.#host = host
    this.#onChange = onChange
    this.process = adopt(places.launchRecord(host, id))
    if (this.process !== undefined) host.note(`deployment ${id}: process ${this.process.pid} is found again`)
    // One that had traffic before the supervisor was killed keeps it, without a gap in which it would be looked at.
    this.listening = this.process !== undefined && hasTraffic(host, id)
    this.settled = this.#live().catch((error: unknown) => {
      host.note(`deployment ${id}: ${sentenceOf(error)}`)
      return this.#rest({ how: 'exhausted', exit: unseen, restarts: 0 })
    })
  }

  /** Tells the process to end, kills its group after `drainingMs`, and does not start it again. */
  async end(drainingMs: number): Promise<void> {
    this.#ending.abort()
    if (this.process !== undefined) await this.#endProcess(this.process, drainingMs)
    await this.settled
  }

  /** Ends the process and starts it again; that does not count as a restart by policy. */
  async restart(drainingMs: number): Promise<void> {
    if (this.process === undefined) return
    this.#startAgain = true
    await this.#endProcess(this.process, drainingMs)
  }

  async #endProcess(running: RunningProcess, drainingMs: number): Promise<void> {
    const deployment = deploymentOf(this.#host, this.id)
    await endProcess(running, drainingMs, startOf(this.#host, deployment).shellStays)
    if (inContainer(deployment)) await removeContainer(this.id)
  }

  async #live(): Promise<Settled> {
    const host = this.#host
    await followOutput(host, this.id)
    for (;;) {
      if (this.#ending.signal.aborted) return this.#rest({ how: 'ended', exit: unseen, restarts: 0 })
      const startedAt = Date.now()
      const exit = await this.#run()
      host.followers.get(this.id)?.pump()
      if (this.#ending.signal.aborted) return this.#rest({ how: 'ended', exit, restarts: 0 })
      if (this.#startAgain) {
        this.#startAgain = false
        continue
      }
      const calm = Date.now() - startedAt > host.options.restartResetSeconds * 1000
      const restarts = calm ? 0 : deploymentOf(host, this.id).restarts
      const { restartPolicy, restartRetries } = this.#settings()
      const decision = afterExit(restartPolicy, restartRetries, restarts, exit)
      if (decision !== 'restart') return this.#rest({ how: decision, exit, restarts })
      change(host, this.id, { replicaStatus: 'RESTARTING', restarts: restarts + 1 })
      await pause(backoff(host.options.restartBackoffMs, restarts), this.#ending.signal)
    }
  }

  /** One process from its start, or from when it was found, to its end. */
  async #run(): Promise<Exit> {
    this.process ??= await this.#launch()
    change(this.#host, this.id, { replicaStatus: 'RUNNING' })
    const running = this.process
    // Told to end while it was being started: nobody else would end it.
    if (this.#ending.signal.aborted) await this.#endProcess(running, 0)
    const gone = new AbortController()
    void this.#noticeListening(gone.signal)
    const exit = await running.exited
    this.#host.note(`deployment ${this.id}: process ${running.pid} ${exitSentence(exit)}`)
    gone.abort()
    sweepGroup(running)
    this.process = undefined
    this.#setListening(false)
    return exit
  }

  async #launch(): Promise<RunningProcess> {
    const host = this.#host
    const deployment = change(host, this.id, { replicaStatus: 'INITIALIZING' })
    const place = places.deployment(host, this.id)
    for (const name of ['home', 'tmp']) mkdirSync(join(place, name), { recursive: true, mode: 0o700 })
    const port = deployment.port > 0 && (await isFree(deployment.port)) ? deployment.port : await host.ports.free()
    if (port !== deployment.port) change(host, this.id, { port })
    const { output, errors } = logFiles(host, this.id)
    forgetProcess(host, this.id)
    return launch({
      ...startOf(host, deployment, { port }),
      output,
      errors,
      record: places.launchRecord(host, this.id),
    })
  }

  /** A worker never listens, so the looks come less and less often. */
  async #noticeListening(gone: AbortSignal): Promise<void> {
    for (let pauseMs = firstLookMs; !gone.aborted; pauseMs = Math.min(pauseMs * 1.05, laterLooksMs)) {
      const { port } = deploymentOf(this.#host, this.id)
      if (await answersTcp(port)) {
        if (!gone.aborted) this.#setListening(true)
        return
      }
      await pause(pauseMs, gone)
    }
  }

  #setListening(listening: boolean): void {
    if (this.listening === listening) return
    this.listening = listening
    this.#onChange(this)
  }

  #settings() {
    const { configuration, variables } = deploymentOf(this.#host, this.id)
    return effective(configuration, variables)
  }

  #rest(settled: Settled): Settled {
    this.rest = settled
    endFollowing(this.#host, this.id)
    return settled
  }

  /** Resolves once it listens; false where it settles or the signal is aborted before. */
  async untilListening(signal: AbortSignal): Promise<boolean> {
    const settled = this.settled.then(() => 'settled' as const)
    while (!this.listening && !signal.aborted) {
      const seen = await Promise.race([settled, pause(10, signal), aborted(signal)])
      if (seen === 'settled') return false
    }
    return this.listening
  }
}

function hasTraffic(host: Host, id: string): boolean {
  const deployment = deploymentOf(host, id)
  return deployment.status === 'SUCCESS' || instanceOf(host, deployment)?.active === id
}
