import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { sentenceOf } from '../errors.ts'
import { endProcess } from '../process/end.ts'
import { adopt, launch, type RunningProcess } from '../process/launch.ts'
import { createRouterClient, findRouter, type RouterClient, RouterError } from '../router/client.ts'
import type { RouteSet, RouteWish } from '../router/contract.ts'
import { routerProgram } from '../router/program.ts'
import { createSerial, type Serial } from './serial.ts'

export interface RouterLinkOptions {
  readonly directory: string
  /** Every route there is to be; all are put whenever a router has started. */
  readonly keys: () => readonly string[]
  /** How a route should be at the moment of asking; undefined where it is to be no more. */
  readonly wish: (key: string) => RouteWish | undefined
  /** Called with the port that a route really got. */
  readonly placed: (key: string, port: number) => void
  readonly note: (line: string) => void
}

/** The router process as the supervisor sees it: found or started, watched, started again when it dies. */
export class RouterLink {
  readonly #options: RouterLinkOptions
  #process: RunningProcess | undefined
  #client: RouterClient | undefined
  #connecting: Promise<RouterClient> | undefined
  #stopping = false
  /**
   * One call at a time for each route: what is asked later must not be overtaken by what was asked before. A turn holds
   * one call alone, never the wait for a router, which puts every route before anybody gets it.
   */
  readonly #turns = new Map<string, Serial>()

  constructor(options: RouterLinkOptions) {
    this.#options = options
  }

  get pid(): number | undefined {
    return this.#process?.pid
  }

  /** Finds the router that runs for this directory, or starts one, and puts all routes. */
  async start(): Promise<void> {
    await this.#connected()
  }

  /**
   * Puts one route as it should be when its turn comes; undefined where it is to be no more. Waits for a router that is
   * just being started again.
   */
  put(key: string): Promise<RouteSet | undefined> {
    return this.#withRouter((client) => this.#putInTurn(client, key))
  }

  async remove(key: string): Promise<void> {
    await this.#withRouter((client) => this.#inTurn(key, () => client.deleteRoute(key)))
    this.#turns.delete(key)
  }

  /** Ends the router and no longer starts it again. */
  async stop(): Promise<void> {
    this.#stopping = true
    this.#client?.close()
    if (this.#process !== undefined) await endProcess(this.#process, 2000)
  }

  /** A call that meets a dying router is sent once more to the next one: each call states a wanted end. */
  async #withRouter<Result>(call: (client: RouterClient) => Promise<Result>): Promise<Result> {
    try {
      return await call(await this.#connected())
    } catch (error) {
      if (!(error instanceof RouterError) || error.code !== 'router-unreachable' || this.#stopping) throw error
      const dying = this.#process
      if (dying !== undefined) await Promise.race([dying.exited, delay(1000)])
      return await call(await this.#connected())
    }
  }

  #inTurn<Result>(key: string, call: () => Promise<Result>): Promise<Result> {
    const turns = this.#turns.get(key) ?? createSerial()
    this.#turns.set(key, turns)
    return turns(call)
  }

  #connected(): Promise<RouterClient> {
    if (this.#client !== undefined) return Promise.resolve(this.#client)
    this.#connecting ??= this.#connect().finally(() => {
      this.#connecting = undefined
    })
    return this.#connecting
  }

  async #connect(): Promise<RouterClient> {
    const { directory, note } = this.#options
    const recordFile = join(directory, 'router.process')
    for (let attempt = 1; ; attempt += 1) {
      mkdirSync(join(directory, 'http'), { recursive: true, mode: 0o700 })
      const running = adopt(recordFile) ?? this.#launch(recordFile)
      const client = await this.#answering(running)
      if (client !== undefined) {
        this.#process = running
        this.#client = client
        void running.exited.then(() => this.#gone(running, client))
        await this.#putAll(client)
        return client
      }
      await endProcess(running, 0)
      if (attempt === 5) throw new Error(`The router does not start; see ${join(directory, 'router.log')}`)
      note(`the router did not answer, attempt ${attempt}`)
    }
  }

  #launch(record: string): RunningProcess {
    const { directory } = this.#options
    const log = join(directory, 'router.log')
    return launch({
      program: routerProgram(directory),
      directory,
      environment: {
        PATH: process.env.PATH ?? '',
        HOME: process.env.HOME ?? directory,
        NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(directory, 'compile-cache'),
      },
      output: log,
      errors: log,
      record,
    })
  }

  /** The control of that very process once it answers; undefined when it ends before, or takes more than 10 s. */
  async #answering(running: RunningProcess): Promise<RouterClient | undefined> {
    let ended = false
    void running.exited.then(() => {
      ended = true
    })
    const deadline = performance.now() + 10_000
    while (!ended && performance.now() < deadline) {
      const record = await findRouter(this.#options.directory)
      if (record?.pid === running.pid) {
        const client = createRouterClient(record)
        if (await client.isHealthy()) return client
        client.close()
      }
      await delay(10)
    }
    return undefined
  }

  async #putAll(client: RouterClient): Promise<void> {
    await Promise.all(this.#options.keys().map((key) => this.#putInTurn(client, key)))
  }

  #putInTurn(client: RouterClient, key: string): Promise<RouteSet | undefined> {
    return this.#inTurn(key, () => this.#putSomewhere(client, key))
  }

  /** An address whose port somebody else has taken meanwhile moves to another one, and that is said. */
  async #putSomewhere(client: RouterClient, key: string): Promise<RouteSet | undefined> {
    const { wish, placed, note } = this.#options
    const deadline = performance.now() + 1000
    for (let isAnywhere = false; ; ) {
      const wanted = wish(key)
      if (wanted === undefined) return undefined
      try {
        const set = await client.setRoute(key, isAnywhere ? { ...wanted, port: 0 } : wanted)
        placed(key, set.port)
        return set
      } catch (error) {
        if (isAnywhere || !(error instanceof RouterError) || error.code !== 'port-in-use') throw error
        if (performance.now() < deadline) await delay(50)
        else {
          note(`port ${wanted.port} is taken by another program; ${key} gets another one`)
          isAnywhere = true
        }
      }
    }
  }

  #gone(ended: RunningProcess, client: RouterClient): void {
    if (this.#client !== client) return
    client.close()
    this.#client = undefined
    this.#process = undefined
    if (this.#stopping) return
    this.#options.note(`the router (pid ${ended.pid}) ended; starting it again`)
    this.#connected().catch((error: unknown) => this.#options.note(sentenceOf(error)))
  }
}
