import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RunningPlatform, startPlatform } from '@kickai/railway-local'
import { rehearsalHealthPath, rehearsalLedgerVariable, rehearsalStartCommand } from '@kickai/traffic'
import type { Config } from '../config/config.ts'
import { configurationOf } from '../config/configuration.ts'
import type { Connection, Project } from '../connection/connection.ts'
import { connectEmbedded } from '../connection/embedded.ts'
import { provision } from '../local/provision.ts'
import { workspaceOf } from '../workspace/workspace.ts'

export const drillService = 'web'
const environment = 'drill'

/** Short times: a drill shows what happens, and bounds how long it is watched. */
const config: Config = {
  name: 'drill',
  services: {
    [drillService]: {
      start: rehearsalStartCommand,
      health: rehearsalHealthPath,
      healthTimeoutSeconds: 3,
      overlapSeconds: 1,
      drainingSeconds: 5,
      restart: { policy: 'on-failure', retries: 2 },
      smoke: [{ path: '/' }],
    },
  },
  environments: { [environment]: { deadlines: { deploySeconds: 30, verifySeconds: 20, rollbackSeconds: 30 } } },
  local: { bakeSeconds: 3, settings: ({ data }) => ({ [drillService]: { [rehearsalLedgerVariable]: data } }) },
}

/** An embedded platform of its own in a temporary folder, with one environment. */
export interface Scene {
  readonly project: Project
  readonly connection: Connection
  readonly platform: RunningPlatform
  /** Ends the platform with all its processes and removes the folder. */
  close(): Promise<void>
}

export async function openScene(variables: NodeJS.ProcessEnv): Promise<Scene> {
  const folder = mkdtempSync(join(tmpdir(), 'kickai-drill-'))
  const project: Project = {
    configuration: configurationOf(config, folder, join(folder, 'kickai.config.ts')),
    workspace: workspaceOf(folder),
    variables,
  }
  let platform: RunningPlatform | undefined
  const close = async () => {
    await platform?.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    platform = await startPlatform({ directory: project.workspace.platform, port: 0 })
    const [configured] = project.configuration.environments
    if (configured === undefined) throw new RangeError('A drill has one environment.')
    await provision(project, { url: platform.url, accountToken: platform.accountToken }, [configured.name])
    const connection = await connectEmbedded(project, configured, { url: platform.url, companions: {} })
    return { project, connection, platform, close }
  } catch (error) {
    await close()
    throw error
  }
}
