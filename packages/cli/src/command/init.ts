import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { configIn } from '../config/find.ts'
import { CommandError } from '../error/command-error.ts'
import { askFor } from '../init/ask.ts'
import { detect } from '../init/detect.ts'
import { readSources, type Sources } from '../init/sources.ts'
import { type Chosen, configText, nameFrom, provenSample } from '../init/write.ts'
import { type Command, textOption } from './command.ts'

export const init: Command = {
  name: 'init',
  summary: 'read this repository and write its configuration; changes nothing else but .gitignore',
  arguments: [],
  options: [
    { flags: '--yes', summary: 'take what was found without asking' },
    { flags: '--start <command>', summary: 'how the service is started' },
    { flags: '--health <path>', summary: 'where it says that it is well' },
  ],
  example: 'init --yes',
  async run(context, _words, options) {
    const { folder } = context
    const there = configIn(folder)
    if (there !== undefined) throw new CommandError('config-exists', `${there} is there already.`)
    const sources = readSources(folder)
    const found = detect(sources)
    const start = textOption(options, 'start') ?? found.start
    const health = textOption(options, 'health') ?? found.health ?? '/'
    const interactive = options.yes !== true && !context.json && context.terminal.live
    const suggested = {
      name: nameFrom(nameOf(sources) ?? basename(folder)),
      service: 'web',
      ...(start !== undefined && { start }),
      ...(found.build !== undefined && { build: found.build }),
      // Another command than the Procfile's says that it is not gone by.
      workers: start === found.start ? workersOf(found) : [],
      health,
      identity: found.proven ? ('proven' as const) : ('attested' as const),
    }
    const chosen = interactive ? await askFor(suggested) : suggested
    if (chosen.start === undefined)
      throw new CommandError('start-unknown', `Nothing in ${folder} says how the service is started.`)
    const whole: Chosen = { ...chosen, start: chosen.start }
    const file = join(
      folder,
      sources.has('package.json') && isCommonJs(sources) ? 'kickai.config.mts' : 'kickai.config.ts',
    )
    writeFileSync(file, configText(whole))
    const ignored = ignoreState(folder)
    const notes = notesOn(whole, found)
    return {
      exitCode: 0,
      fields: { file, ignored, ...whole, notes },
      lines: [
        `Written: ${basename(file)}${ignored ? ', and .kickai/ in .gitignore' : ''}.`,
        `  start   ${whole.start}`,
        ...whole.workers.map(({ name, start: command }) => `  ${name.padEnd(7)} ${command} (worker)`),
        ...(whole.build === undefined ? [] : [`  build   ${whole.build}`]),
        `  health  ${whole.health}`,
        ...notes,
        'Next: commit, then "npx kickai local".',
      ],
    }
  },
}

/** Each by a name that the configuration takes, no two alike. */
function workersOf({ workers }: ReturnType<typeof detect>): Chosen['workers'] {
  const taken = new Set(['web'])
  return workers.map(({ name, start }) => {
    const plain = nameFrom(name)
    let named = plain
    for (let count = 2; taken.has(named); count++) named = `${plain}-${count}`
    taken.add(named)
    return { name: named, start }
  })
}

function notesOn(chosen: Chosen, found: ReturnType<typeof detect>): string[] {
  const notes: string[] = []
  if (found.health === undefined && chosen.health === '/')
    notes.push(
      'No health path was found here, so "/" is asked: it must answer 200 while the service is well, and only then.',
    )
  if (!found.listensOnPort)
    notes.push('Nothing here reads PORT: the service must listen on the port in that variable, as Railway demands.')
  if (chosen.identity === 'attested')
    notes.push(
      'Identity is "attested": the service does not say which deployment it is. These lines let a release prove it:',
      ...provenSample(found.language).map((line) => `    ${line}`),
      `Then take identity: 'attested' out of the configuration${chosen.health === '/health' ? '' : " and set health: '/health'"}.`,
    )
  return notes
}

function nameOf(sources: Sources): string | undefined {
  return /"name"\s*:\s*"([^"]+)"/.exec(sources.read('package.json'))?.[1]
}

/** Such a package's .ts files may not hold `export`, but its .mts files may. */
function isCommonJs(sources: Sources): boolean {
  return /"type"\s*:\s*"commonjs"/.test(sources.read('package.json'))
}

/** Keeps git from taking up what kickai keeps; gives whether anything had to be added. */
function ignoreState(folder: string): boolean {
  const file = join(folder, '.gitignore')
  const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
  if (/^\/?\.kickai\/?$/m.test(text)) return false
  appendFileSync(file, `${text === '' || text.endsWith('\n') ? '' : '\n'}.kickai/\n`)
  return true
}
