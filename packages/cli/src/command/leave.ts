import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import { createRailwayClient, createWorkspace, RailwayError, Secret, type Workspace } from '@kickai/railway'
import type { RailwayPlace } from '../config/config.ts'
import { placesFileName } from '../config/places-file.ts'
import type { Project } from '../connection/connection.ts'
import { CommandError } from '../error/command-error.ts'
import { workflowFile } from '../init/workflow.ts'
import { table } from '../output/table.ts'
import { version } from '../program/version.ts'
import { demandSecrets, secretsOf } from '../release/secrets.ts'
import { askFirst } from './ask-first.ts'
import type { Command } from './command.ts'
import { environmentOf, loadProject } from './project.ts'

/** A service and what would become of its automatic deploys. */
interface Leaving {
  readonly environment: string
  readonly service: string
  readonly state: 'off' | 'on' | 'no repository'
  readonly repository?: string
  readonly place: { readonly projectId: string; readonly environmentId: string; readonly serviceId: string }
  readonly workspace: Workspace
}

export const leave: Command = {
  name: 'leave',
  summary: 'give Railway its own deploys back, so that pushes deploy again; shows what it would do, and asks',
  arguments: [
    { name: 'environment', optional: true, summary: 'as the configuration names it; all where it is left out' },
  ],
  options: [{ flags: '--yes', summary: 'do it without asking' }],
  example: 'leave testing --yes',
  async run(context, [name], options) {
    const project = await loadProject(context, { incomplete: true })
    const { environments, root, file } = project.configuration
    const chosen = name === undefined ? environments : [environmentOf(project, name)]
    const found: Leaving[] = []
    for (const { name: environment, railway } of chosen)
      if (railway !== undefined) found.push(...(await lookAt(project, environment, railway)))
    const off = found.filter(({ state }) => state === 'off')
    const rows = found.map(({ environment, service, state, repository = '' }) => [
      environment,
      service,
      state === 'off' ? 'automatic deploys: off → on' : state === 'on' ? 'automatic deploys are on' : state,
      repository,
    ])
    for (const line of table(rows)) context.progress.line(line)
    if (off.length > 0 && options.yes !== true) await askFirst(context, 'Switch them on?')
    for (const each of off) await switchOn(each)
    const fields = found.map(({ environment, service, state }) => ({
      environment,
      service,
      state: state === 'off' ? 'switched on' : state,
    }))
    return {
      exitCode: 0,
      fields: { changes: off.length, services: fields },
      lines: [endLine(found, off), ...whatStays(root, basename(file), found.length > 0)],
    }
  },
}

async function lookAt(project: Project, environment: string, railway: RailwayPlace): Promise<Leaving[]> {
  const workspace = createWorkspace(await clientFor(project, environment, railway))
  const place = { projectId: railway.project, environmentId: railway.environment }
  const services = await workspace.services(place)
  const leaving: Leaving[] = []
  for (const [service, serviceId] of Object.entries(railway.services)) {
    const { repository } = services.find(({ id }) => id === serviceId) ?? {}
    const whole = { ...place, serviceId }
    const isOn = repository !== undefined && (await workspace.autoDeploy(whole)).enabled
    const state = repository === undefined ? 'no repository' : isOn ? 'on' : 'off'
    leaving.push({ environment, service, state, place: whole, workspace, ...(repository && { repository }) })
  }
  return leaving
}

/** With the account's token where there is one, since a project's may not be allowed this; else with the project's. */
async function clientFor(project: Project, environment: string, railway: RailwayPlace) {
  const { account } = project.configuration
  const secrets = secretsOf(project)
  const ofAccount = await secrets.resolve(account.token)
  if (ofAccount === undefined)
    await demandSecrets(secrets, [{ path: `environments.${environment}.railway.token`, reference: railway.token }])
  const value = new Secret(ofAccount ?? (await secrets.resolve(railway.token)) ?? '')
  const kind = ofAccount === undefined ? (railway.tokenKind ?? 'project') : 'account'
  return createRailwayClient({
    version,
    token: { kind, value },
    ...(railway.endpoint && { endpoint: railway.endpoint }),
  })
}

/** What counts is what Railway says afterwards, also where the answer to the change was lost. */
async function switchOn({ environment, service, place, workspace }: Leaving): Promise<void> {
  let lost: unknown
  try {
    await workspace.setAutoDeploy(place, true)
  } catch (error) {
    if (!(error instanceof RailwayError) || error.acted === 'no') throw error
    lost = error
  }
  if ((await workspace.autoDeploy(place)).enabled) return
  throw new CommandError('provision-incomplete', `Automatic deploys of ${service} in ${environment} are not on.`, {
    wayOut: 'Call it again, or switch them on in the settings of the service on the dashboard.',
    cause: lost,
  })
}

function endLine(found: readonly Leaving[], switched: readonly Leaving[]): string {
  if (found.length === 0) return 'No environment is on Railway; there is nothing to give back.'
  if (switched.length > 0)
    return `Pushes deploy ${switched.length === 1 ? '1 service' : `${switched.length} services`} by themselves again.`
  return found.some(({ state }) => state === 'on')
    ? 'Nothing was to be changed: pushes deploy already.'
    : 'Nothing was to be changed: no repository is connected. Connect one in the settings of the service on the dashboard.'
}

/** What leaving changes nothing of, as far as it is there. */
function whatStays(root: string, configFile: string, isOnRailway: boolean): string[] {
  const isHere = (name: string) => existsSync(join(root, name))
  const ours = [configFile, placesFileName, '.kickai'].filter(isHere)
  return [
    'What stays:',
    ...(isOnRailway
      ? [
          '  everything on Railway, running as it is, with its settings, variables and addresses;',
          '  project tokens named "kickai …", which are good until you remove them in the settings of each project;',
        ]
      : []),
    `  ${ours.join(', ')}: remove them here when nobody needs them. Journal, artifacts and tokens lie in .kickai.`,
    ...(isHere(workflowFile) ? [`  ${workflowFile} still releases with each push to main; remove it.`] : []),
  ]
}
