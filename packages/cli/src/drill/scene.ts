import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { probeTokenName } from '@kickai/bundle'
import { type OptionsInput, type RunningPlatform, startPlatform } from '@kickai/railway-local'
import { rehearsalHealthPath, rehearsalLedgerVariable, rehearsalStartCommand } from '@kickai/traffic'
import { checkConfig } from '../config/check.ts'
import type { Config, Settings } from '../config/config.ts'
import { configurationOf } from '../config/configuration.ts'
import type { Connection, Project } from '../connection/connection.ts'
import { connectEmbedded } from '../connection/embedded.ts'
import { provision } from '../local/provision.ts'
import { workspaceOf } from '../workspace/workspace.ts'
import { openDestination, type Told } from './notices.ts'

const usualServices: NonNullable<SceneOptions['services']> = { web: 'web' }
const environment = 'drill'
const configFile = 'kickai.config.mjs'
const destinationVariable = 'KICKAI_DRILL_NOTICES'

/** Where a drill's scene differs from the usual one. */
export interface SceneOptions {
  /** The services with what they are for, in the order in which they are released; `web` alone unless told. */
  readonly services?: { readonly [service: string]: 'web' | 'worker' | 'cron' }
  /** How the platform behaves where it is not certain how Railway does. */
  readonly platform?: OptionsInput
  /** How long an old deployment runs beside the new one; 1 unless told. */
  readonly overlapSeconds?: number
  /** The secret among the settings is given out to nobody but the service. */
  readonly isSealed?: boolean
  /** The image that its services are set to when they are released for the first time; nothing ever runs it. */
  readonly image?: string
  /** How long a release is watched; 3 unless told. */
  readonly bakeSeconds?: number
  /** How much memory a service may use; as much as the machine has unless told. */
  readonly memoryMegabytes?: number
  /** How long the platform asks for health; 10 unless told. */
  readonly healthTimeoutSeconds?: number
  /** A lease's limit and the longest request; those of every release unless told. */
  readonly lease?: { readonly limitSeconds: number; readonly requestSeconds: number }
  /** How long a deployment may take to serve; 30 unless told. */
  readonly deploySeconds?: number
  /** How long it may take to prove itself; 20 unless told. */
  readonly verifySeconds?: number
  /** How long going back may take; 30 unless told. */
  readonly rollbackSeconds?: number
}

/** Short times: a drill shows what happens, and bounds how long it is watched. */
function configOf(options: SceneOptions): Config {
  const {
    services = usualServices,
    bakeSeconds = 3,
    overlapSeconds = 1,
    healthTimeoutSeconds = 10,
    deploySeconds = 30,
    verifySeconds = 20,
    rollbackSeconds = 30,
  } = options
  const worker: Config['services'][string] = {
    kind: 'worker',
    start: rehearsalStartCommand,
    overlapSeconds,
    drainingSeconds: 5,
    restart: { policy: 'on-failure', retries: 2 },
  }
  const cron: Config['services'][string] = { kind: 'cron', start: 'true', schedule: '0 3 1 1 *' }
  const web: Config['services'][string] = {
    ...worker,
    kind: 'web',
    health: rehearsalHealthPath,
    healthTimeoutSeconds,
    smoke: [{ path: '/' }],
  }
  const names = Object.keys(services)
  return {
    name: 'drill',
    services: Object.fromEntries(names.map((name) => [name, { web, worker, cron }[services[name] ?? 'web']])),
    ...(options.lease && { lease: options.lease }),
    notify: [{ to: 'url', url: `env:${destinationVariable}` }],
    environments: {
      [environment]: {
        deadlines: { deploySeconds, verifySeconds, rollbackSeconds },
        ...(options.memoryMegabytes !== undefined && { objectives: { memoryMegabytes: options.memoryMegabytes } }),
      },
    },
    local: {
      bakeSeconds,
      settings: ({ data }) => settingsOf(names, data, options),
      secrets: ({ probeToken }) => ({ probe: probeToken }),
    },
  }
}

/** An embedded platform of its own in a temporary folder, with one environment. */
export interface Scene {
  readonly project: Project
  readonly connection: Connection
  readonly platform: RunningPlatform
  /** Names of its services that run all the time, in the order in which they are released; users visit the first. */
  readonly services: readonly string[]
  /** What the destination of its notices was told. */
  readonly told: readonly Told[]
  /** Kills the platform's supervisor by SIGKILL and starts it again a moment later; its services go on meanwhile. */
  restartPlatform(): Promise<void>
  /** Ends the platform with all its processes and removes the folder. */
  close(): Promise<void>
}

function proving({ isSealed = false }: SceneOptions) {
  return { [probeTokenName]: { secret: 'local:probe', ...(isSealed && { sealed: true }) } }
}

/** What each service is told: where all of them write down what they handled, and how to prove that they were told so. */
function settingsOf(services: readonly string[], data: string, options: SceneOptions): Settings {
  return Object.fromEntries(services.map((name) => [name, { [rehearsalLedgerVariable]: data, ...proving(options) }]))
}

/** The configuration as a file. What it has of functions uses nothing from here. */
function sourceOf({ local, ...config }: Config, options: SceneOptions): string {
  const entries = Object.keys(config.services).map(
    (name) => `${JSON.stringify(name)}: { ${rehearsalLedgerVariable}: data, ...${JSON.stringify(proving(options))} }`,
  )
  const functions = [
    `settings: ({ data }) => ({ ${entries.join(', ')} })`,
    'secrets: ({ probeToken }) => ({ probe: probeToken })',
  ]
  const rest = `local: { bakeSeconds: ${local?.bakeSeconds}, ${functions.join(', ')} }`
  return `export default { ...${JSON.stringify(config)}, ${rest} }\n`
}

const platformIsAwayMs = 700

export async function openScene(variables: NodeJS.ProcessEnv, options: SceneOptions = {}): Promise<Scene> {
  const folder = mkdtempSync(join(tmpdir(), 'kickai-drill-'))
  const destination = await openDestination()
  const project: Project = {
    configuration: configurationOf(checkConfig(configOf(options), configFile), folder, join(folder, configFile)),
    workspace: workspaceOf(folder),
    variables: { ...variables, [destinationVariable]: destination.url },
  }
  const directory = project.workspace.platform
  // For deployers in processes of their own.
  writeFileSync(join(folder, configFile), sourceOf(configOf(options), options))
  let platform: RunningPlatform | undefined
  const close = async () => {
    await destination.close()
    await platform?.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    platform = await startPlatform({ directory, port: 0, ...(options.platform && { options: options.platform }) })
    const [configured] = project.configuration.environments
    if (configured === undefined) throw new RangeError('A drill has one environment.')
    await provision(project, { url: platform.url, accountToken: platform.accountToken }, [configured.name])
    const connection = await connectEmbedded(project, configured, { url: platform.url, companions: {} })
    const { image } = options
    for (const { name, configuration } of image === undefined ? [] : project.configuration.services) {
      const target = { environment: configured.name, service: name }
      await connection.platform.configure(target, { ...configuration, ...(image && { image }) }, new Map())
    }
    const first = platform
    return {
      project,
      connection,
      services: project.configuration.services.flatMap(({ name }) =>
        options.services?.[name] === 'cron' ? [] : [name],
      ),
      told: destination.told,
      get platform() {
        return platform ?? first
      },
      async restartPlatform() {
        process.kill((platform ?? first).pid, 'SIGKILL')
        await delay(platformIsAwayMs)
        // Without a port it comes back on that of last time.
        platform = await startPlatform({ directory })
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}
