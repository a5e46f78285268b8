import { processesHere, systemClock, type Unlocked, unlock as unlockLease } from '@kickai/release'
import { whereIs } from '../connection/connection.ts'
import { CommandError } from '../error/command-error.ts'
import { moment } from '../output/format.ts'
import { whoDecides } from '../release/who.ts'
import { readStore } from '../workspace/workspace.ts'
import { type Command, environmentArgument, localOption, textOption } from './command.ts'
import { environmentOf, loadProject } from './project.ts'

export const unlock: Command = {
  name: 'unlock',
  summary: 'free an environment at once whose release was left by a process that is no more; it is recorded',
  arguments: [environmentArgument],
  options: [
    { flags: '--reason <text>', summary: 'why; it is recorded with your name' },
    { flags: '--force', summary: 'also from a process that lives' },
    localOption,
  ],
  example: 'unlock production --reason "its CI machine is gone"',
  async run(context, [name], options) {
    const project = await loadProject(context)
    const environment = environmentOf(project, name)
    const reason = textOption(options, 'reason')?.trim() ?? ''
    if (reason === '') throw new CommandError('usage', 'unlock takes --reason: why it is freed is recorded.')
    const by = whoDecides(project.variables)
    const force = options.force === true
    const journal = project.workspace.journals[whereIs(environment, options.local === true)]
    context.progress.now(force ? 'freeing the environment' : 'seeing whether its holder lives')
    const { lease } = project.configuration
    const want = { environment: environment.name, by, reason, force, processes: processesHere() }
    const result = await readStore<Unlocked>(journal, { unlocked: false }, (store) =>
      unlockLease(store, systemClock, lease, want),
    )
    const fields = { environment: environment.name, ...result, ...(result.unlocked && { by, reason }) }
    return { exitCode: 0, fields, lines: linesOf(environment.name, result) }
  },
}

function linesOf(environment: string, result: Unlocked): string[] {
  if (!result.unlocked) return [`${environment} is free already.`]
  const { holder, release, stragglersUntil } = result
  return [
    `${environment} is free. ${holder} held it for ${release}, and can begin nothing more there.`,
    ...(stragglersUntil === undefined
      ? []
      : [`What it had under way may still arrive until ${moment(stragglersUntil)}.`]),
    `Where that release was left half done, carry it on with "kickai resume ${release}".`,
  ]
}
