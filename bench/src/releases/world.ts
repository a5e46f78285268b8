import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { type Entry, openJournal, type ReleaseState, replay } from '@kickai/release'
import { openSqliteStore } from '@kickai/store'
import {
  type Kind,
  type Load,
  type RehearsalOptions,
  rehearsalFiles,
  rehearsalHealthPath,
  rehearsalLedgerVariable,
  rehearsalStartCommand,
  startTraffic,
  type Traffic,
} from '@kickai/traffic'
import { type Deployer, type Ended, startKickai } from './command.ts'
import { BenchPlatform } from './platform.ts'

/** The setting that tells releases apart; each has another value. */
export const versionSetting = 'RELEASE_VERSION'

const run = promisify(execFile)
const author = ['-c', 'user.name=bench', '-c', 'user.email=bench@localhost']
const environment = 'production'
const service = 'web'
const tokenVariable = 'BENCH_RAILWAY_TOKEN'

/** Users of every kind, few enough that several platforms find room on one machine. */
const usualUsers: Partial<Record<Kind, Load>> = {
  'kept-alive': { concurrency: 4, ratePerSecond: 40 },
  fresh: { concurrency: 2, ratePerSecond: 10 },
  slow: { concurrency: 4 },
  posted: { concurrency: 2, ratePerSecond: 15 },
  streamed: { concurrency: 2 },
  websocket: { concurrency: 2, ratePerSecond: 15 },
}

export type WorldOptions = {
  /** How long the platform asks for health; 10 unless told. */
  healthTimeoutSeconds?: number
  overlapSeconds?: number
  /** How releases are watched, as the configuration has it. */
  watched: {
    bakeSeconds: number
    prolongSeconds?: number
    checks: { everySeconds: number; passes?: number; failures?: number }
    deadlines: { deploySeconds: number; verifySeconds: number; rollbackSeconds: number }
    objectives?: object
    comparison?: object
  }
  lease?: { limitSeconds: number; requestSeconds: number }
  keepImages?: number
}

/** A release as the journal tells it. */
export type Journaled = {
  state: ReleaseState
  /** Nothing is left to be done for it. */
  closed: boolean
  entries: readonly Entry[]
}

/** What a release is to be; where it differs from the world's usual ways. */
export type Shipped = RehearsalOptions & { deploySeconds?: number; healthTimeoutSeconds?: number }

/**
 * A repository and an embedded platform, which stands where Railway would: the release tool is configured as for Railway
 * and knows nothing of the difference. Everything lies in a temporary folder.
 */
export class World {
  readonly platform: BenchPlatform
  readonly #folder: string
  readonly #options: WorldOptions
  /** Where the release tool finds Railway; a broker may stand in between. */
  endpoint: string
  /** What the configuration and the release tool's environment have besides. */
  further: { config: object; variables: NodeJS.ProcessEnv } = { config: {}, variables: {} }

  private constructor(folder: string, platform: BenchPlatform, options: WorldOptions) {
    this.#folder = folder
    this.platform = platform
    this.#options = options
    this.endpoint = platform.url
  }

  static async open(options: WorldOptions): Promise<World> {
    const folder = await mkdtemp(join(tmpdir(), 'kickai-releases-'))
    try {
      const { keepImages } = options
      const platform = await BenchPlatform.start(
        join(folder, 'platform'),
        keepImages === undefined ? {} : { keepImages },
      )
      return new World(folder, platform, options)
    } catch (error) {
      await rm(folder, { recursive: true, force: true })
      throw error
    }
  }

  get #repository(): string {
    return join(this.#folder, 'repository')
  }

  /** Where the service's deployments write down what they handled; no other world has it. */
  get ledger(): string {
    return join(this.#folder, 'ledger')
  }

  /** Writes what the next `kickai deploy` releases. */
  async prepare(shipped: Shipped): Promise<void> {
    const { deploySeconds, healthTimeoutSeconds, ...rehearsal } = shipped
    for (const [path, text] of rehearsalFiles(rehearsal)) {
      const file = join(this.#repository, 'service', path)
      await mkdir(dirname(file), { recursive: true })
      await writeFile(file, text)
    }
    const config = this.#config(shipped)
    await writeFile(join(this.#repository, 'kickai.config.mjs'), `export default ${JSON.stringify(config, null, 2)}\n`)
  }

  #config({ version, deploySeconds, healthTimeoutSeconds }: Shipped): object {
    const { watched, lease } = this.#options
    const { projectId, environmentId, serviceId } = this.platform.place
    const { deadlines } = watched
    return {
      name: 'bench',
      bundle: { directory: 'service' },
      services: {
        [service]: {
          start: rehearsalStartCommand,
          health: rehearsalHealthPath,
          healthTimeoutSeconds: healthTimeoutSeconds ?? this.#options.healthTimeoutSeconds ?? 10,
          overlapSeconds: this.#options.overlapSeconds ?? 1,
          drainingSeconds: 10,
          restart: { policy: 'on-failure', retries: 2 },
          smoke: [{ path: '/' }],
        },
      },
      environments: {
        [environment]: {
          ...watched,
          deadlines: { ...deadlines, ...(deploySeconds !== undefined && { deploySeconds }) },
          settings: {
            [service]: { [rehearsalLedgerVariable]: this.ledger, [versionSetting]: version },
          },
          railway: {
            project: projectId,
            environment: environmentId,
            services: { [service]: serviceId },
            token: `env:${tokenVariable}`,
            endpoint: `${this.endpoint}/graphql/v2`,
          },
        },
      },
      ...(lease && { lease }),
      ...this.further.config,
    }
  }

  /** Makes the repository one of git, and commits the service as it was prepared, so that it has a commit's time. */
  async commit(message: string): Promise<void> {
    const git = (...words: string[]) => run('git', ['-C', this.#repository, ...author, ...words])
    await git('init', '--quiet')
    await git('add', 'service')
    await git('commit', '--quiet', '--allow-empty', `--message=${message}`)
  }

  /** Starts a command of the release tool in the repository. */
  start(words: readonly string[], with_: { preload?: string; variables?: NodeJS.ProcessEnv } = {}): Deployer {
    const { preload, variables } = with_
    return startKickai(words, {
      folder: this.#repository,
      variables: { [tokenVariable]: this.platform.place.token, ...this.further.variables, ...variables },
      ...(preload !== undefined && { preload }),
    })
  }

  /** Releases what was prepared and waits for the end. */
  async deploy(): Promise<Ended> {
    return await this.start(['deploy', environment]).ended
  }

  /** Brings a release back, the one before unless told. */
  async rollback(to?: string): Promise<Ended> {
    return await this.start(['rollback', environment, ...(to === undefined ? [] : ['--to', to])]).ended
  }

  /** Every release that the journal knows, or the newest so many, newest first, as its entries tell it. */
  async releases(newest = Number.POSITIVE_INFINITY): Promise<Journaled[]> {
    const store = openSqliteStore({ path: join(this.#repository, '.kickai', 'journal.sqlite') })
    try {
      const journal = openJournal(store)
      const heads = (await journal.heads()).toSorted((left, right) => (left.release < right.release ? 1 : -1))
      return await Promise.all(
        heads.slice(0, newest).map(async ({ release, closed }) => {
          const entries = await journal.entries(release)
          return { state: replay(entries), closed, entries }
        }),
      )
    } finally {
      await store.close()
    }
  }

  /** Lets users come, until the traffic is stopped. */
  async users(isBad: (deployment: string | undefined) => boolean, kinds = usualUsers): Promise<Traffic> {
    const { url } = await this.platform.look()
    return startTraffic({ url, kinds, maxSeconds: 3_600, isBad: ({ deployment }) => isBad(deployment) })
  }

  /** Copies what was recorded and logged so far into a folder, for whoever looks for the reason of something. */
  async keepEvidence(folder: string): Promise<void> {
    const recorded = [
      'platform/supervisor.log',
      'platform/router.log',
      'platform/state.sqlite',
      'platform/state.sqlite-wal',
      'platform/logs',
      'repository/.kickai/journal.sqlite',
      'repository/.kickai/journal.sqlite-wal',
    ]
    for (const path of recorded) {
      const from = join(this.#folder, path)
      if (existsSync(from)) await cp(from, join(folder, path), { recursive: true })
    }
  }

  /** Ends the platform with all its processes and removes the folder. */
  async close(): Promise<void> {
    await this.platform.stop()
    await rm(this.#folder, { recursive: true, force: true })
  }
}
