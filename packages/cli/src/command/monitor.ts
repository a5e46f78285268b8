import { systemClock } from '@kickai/release'
import { connect } from '../connection/connect.ts'
import type { Project } from '../connection/connection.ts'
import { CommandError } from '../error/command-error.ts'
import { isRoomError } from '../error/described.ts'
import { observeServices, type Seen } from '../figures/observe-service.ts'
import { moment } from '../output/format.ts'
import { table } from '../output/table.ts'
import { withStore } from '../workspace/workspace.ts'
import { type Command, localOption, type OptionValues, textOption } from './command.ts'
import { environmentOf, loadProject } from './project.ts'

const usualSeconds = '60'

/** What was seen of one environment, or why it could not be looked at. */
interface Look {
  readonly environment: string
  readonly services: readonly Seen[]
  readonly note?: string
}

export const monitor: Command = {
  name: 'monitor',
  summary: 'look at what is live, and journal what was seen for "kickai metrics"',
  arguments: [{ name: 'environment', optional: true, summary: 'only this one' }],
  options: [
    { flags: '--once', summary: 'look once, for a schedule' },
    { flags: '--every <seconds>', summary: `how often; ${usualSeconds} where it is left out` },
    localOption,
  ],
  example: 'monitor --once',
  async run(context, [name], options) {
    const project = await loadProject(context)
    const environments =
      name === undefined
        ? project.configuration.environments.map((each) => each.name)
        : [environmentOf(project, name).name]
    const everyMs = secondsIn(options) * 1000
    const local = options.local === true
    let looks = await lookAtAll(project, environments, local)
    while (options.once !== true && !context.signal.aborted) {
      for (const line of linesOf(looks)) context.progress.line(`${moment(Date.now())}  ${line}`)
      await systemClock.sleep(everyMs, context.signal)
      if (!context.signal.aborted) looks = await lookAtAll(project, environments, local)
    }
    return { exitCode: looks.every(isWell) ? 0 : 1, fields: { environments: looks }, lines: linesOf(looks) }
  },
}

function secondsIn(options: OptionValues): number {
  const seconds = Number(textOption(options, 'every') ?? usualSeconds)
  if (!(seconds >= 1 && seconds <= 300)) throw new CommandError('usage', '--every takes seconds from 1 to 300.')
  return seconds
}

async function lookAtAll(project: Project, environments: readonly string[], local: boolean): Promise<Look[]> {
  return await Promise.all(
    environments.map(async (name) => {
      try {
        const connection = await connect(project, environmentOf(project, name), { local })
        const services = await withStore(connection.journal, (store) => observeServices(connection, store))
        return { environment: name, services }
      } catch (error) {
        // One environment that cannot be looked at must not hide the others.
        if (!isRoomError(error)) throw error
        return { environment: name, services: [], note: error.message }
      }
    }),
  )
}

function isWell({ services, note }: Look): boolean {
  return note === undefined && services.every(({ well }) => well)
}

function linesOf(looks: readonly Look[]): string[] {
  return table(
    looks.flatMap(({ environment, services, note }) => {
      if (note !== undefined) return [[environment, note]]
      if (services.length === 0) return [[environment, 'nothing live']]
      return services.map((seen) => [environment, seen.service, ...cellsOf(seen)])
    }),
  )
}

function cellsOf({ well, status, platformStatus, latencyMs, failure, requests, errors }: Seen): string[] {
  if (platformStatus !== undefined) return [well ? 'well' : 'not well', platformStatus, '', failure ?? '']
  const answer = status === undefined ? (failure ?? 'no answer') : String(status)
  const users = requests === undefined ? 'no figures of users' : `${requests} requests, ${errors ?? 0} failed`
  return [well ? 'well' : 'not well', answer, latencyMs === undefined ? '' : `${latencyMs} ms`, users]
}
