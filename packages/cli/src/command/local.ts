import { join } from 'node:path'
import { CommandError } from '../error/command-error.ts'
import type { RunningLocal } from '../local/local.ts'
import { openLine, rehearsalLine, trainLines } from '../local/screen.ts'
import { exitCodeOf } from '../release/result.ts'
import { readJson } from '../workspace/json-file.ts'
import { type Command, textOption } from './command.ts'
import { loadProject } from './project.ts'

const rehearsalExitCode = 1

export const local: Command = {
  name: 'local',
  summary: 'start the embedded platform, ship HEAD through all environments, rehearse a bad release, stay up',
  arguments: [],
  options: [
    { flags: '--once', summary: 'end after the rehearsal' },
    { flags: '--port <number>', summary: 'of the page; the first free one from 4400 on where it is left out' },
  ],
  example: 'local --once --json',
  async run(context, _words, options) {
    const project = await loadProject(context)
    const once = options.once === true
    const port = portOf(textOption(options, 'port'))
    // Loaded here alone: no other command needs the embedded platform's code, and all are quicker without it.
    const { startLocal } = await import('../local/local.ts')
    const { progress, signal } = context
    const running = await startLocal(project, { once, port, progress, signal })
    if (once) {
      progress.now('ending the embedded platform')
      await running.stop()
    }
    return {
      exitCode: exitCodeFor(running),
      fields: fieldsOf(running, once),
      lines: linesOf(running, context.terminal.out, once ? undefined : calledAs(project.configuration.root)),
      ...(!once && { stay: () => stayUp(running, signal) }),
    }
  },
}

async function stayUp(running: RunningLocal, signal: AbortSignal): Promise<void> {
  if (!signal.aborted)
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
  await running.stop()
}

function portOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const port = Number(text)
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  throw new CommandError('usage', '--port takes a whole number from 0 to 65535.')
}

/** The first environment that did not go live tells; then the rehearsal, which must show a rescue. */
function exitCodeFor({ results, rehearsal }: RunningLocal): number {
  const failed = results.find(({ verdict }) => verdict !== 'live')
  if (failed !== undefined) return exitCodeOf(failed)
  return rehearsal === undefined || rehearsal.figures.problems.length === 0 ? 0 : rehearsalExitCode
}

function fieldsOf({ results, rehearsal, page }: RunningLocal, once: boolean): object {
  const { verdict, caughtSeconds, backSeconds, requests, lost, problems = [] } = rehearsal?.figures ?? {}
  const wrong = problems.length > 0 && { problems }
  return {
    environments: results,
    ...(rehearsal && { rehearsal: { verdict, caughtSeconds, backSeconds, requests, lost, ...wrong } }),
    ...(!once && { page }),
  }
}

/** The repository's own script, where it has one of that name; else the package's command. */
function calledAs(root: string): string {
  const { scripts } = readJson(join(root, 'package.json')) ?? {}
  const own = typeof scripts === 'object' && scripts !== null && 'kickai' in scripts
  return own ? 'npm run kickai --' : 'npx kickai'
}

/** `called` is given where the platform stays up. */
function linesOf(
  { results, rehearsal, page, labels }: RunningLocal,
  stream: NodeJS.WriteStream,
  called: string | undefined,
): string[] {
  return [
    ...trainLines(results, stream),
    ...(rehearsal ? [rehearsalLine(rehearsal.figures, rehearsal.earlier)] : []),
    ...(called === undefined ? [] : [openLine(page, labels, called)]),
  ]
}
