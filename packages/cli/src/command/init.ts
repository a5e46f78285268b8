import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { configIn } from '../config/find.ts'
import { placesFileName, writePlacesFile } from '../config/places-file.ts'
import { CommandError } from '../error/command-error.ts'
import { askFor, type Suggested } from '../init/ask.ts'
import { detect } from '../init/detect.ts'
import { examinePlaces } from '../init/doctor.ts'
import { keptPlaces, type OnRailway, railwayAccess, readRailway } from '../init/read-railway.ts'
import { readSources, type Sources } from '../init/sources.ts'
import { workflowFile, workflowText } from '../init/workflow.ts'
import { configText, nameFrom, provenSample, type WrittenService } from '../init/write.ts'
import { findConfigFiles } from '../provision/config-files.ts'
import { type Command, type CommandContext, type OptionValues, textOption } from './command.ts'

const usualEnvironments = ['testing', 'staging', 'production']

export const init: Command = {
  name: 'init',
  summary:
    'read this repository, and Railway where there is a token, and write a configuration; changes nothing on Railway',
  arguments: [],
  options: [
    { flags: '--yes', summary: 'take what was found without asking' },
    { flags: '--start <command>', summary: 'how the service is started' },
    { flags: '--health <path>', summary: 'where it says that it is well' },
    { flags: '--railway', summary: 'demand a token in RAILWAY_API_TOKEN or RAILWAY_TOKEN' },
    {
      flags: '--project <name>',
      summary:
        'what is on Railway: a project by name or id, or NAME for all of NAME-…; the name here where it is left out',
    },
    { flags: '--no-workflow', summary: 'write no workflow for GitHub Actions' },
  ],
  example: 'init --yes',
  async run(context, _words, options) {
    const { folder } = context
    const there = configIn(folder)
    if (there !== undefined) throw new CommandError('config-exists', `${there} is there already.`)
    const sources = readSources(folder)
    const found = detect(sources)
    const suggested = suggestedBy(sources, found, folder, options)
    const interactive = options.yes !== true && !context.json && context.terminal.live
    const chosen = interactive ? await askFor(suggested) : suggested
    const { access, onRailway } = await lookAtRailway(context, chosen.name, options)
    const { services, notes: left } = servicesFrom(chosen, onRailway)
    if (services.length === 0)
      throw new CommandError('start-unknown', `Nothing in ${folder} says how the service is started.`)
    const places = onRailway === undefined || access === undefined ? {} : keptPlaces(onRailway, access)
    const placed = Object.keys(places)
    const environments = placed.length > 0 ? placed : usualEnvironments

    const commonJs = sources.has('package.json') && isCommonJs(sources)
    const file = join(folder, commonJs ? 'kickai.config.mts' : 'kickai.config.ts')
    const { name, build, identity } = chosen
    writeFileSync(
      file,
      configText({ name, services, identity, environments, placed: placed.length > 0, ...(build && { build }) }),
    )
    if (placed.length > 0) writePlacesFile(folder, places)
    const tokens = placed.map((each) => places[each]?.token.replace(/^env:/, '') ?? '')
    const workflow = placed.length > 0 && options.workflow === true && writeWorkflow(folder, tokens)
    const ignored = ignoreState(folder)
    const files = findConfigFiles(folder)
    const notes = [
      ...notesOn(chosen, services, found),
      ...(onRailway?.notes ?? []),
      ...left,
      ...files.flatMap(({ goOn }) => goOn),
    ]
    if (access !== undefined && placed.length > 0) context.progress.now('looking what stands against a release')
    const findings = access === undefined || placed.length === 0 ? [] : await examinePlaces(context, places, access)
    context.progress.rest()
    const written = [
      basename(file),
      ...(placed.length > 0 ? [placesFileName] : []),
      ...(workflow ? [workflowFile] : []),
    ]
    return {
      exitCode: 0,
      fields: { file, written, ignored, ...chosen, services, environments, notes, findings },
      lines: [
        `Written: ${written.join(', ')}${ignored ? ', and .kickai/ in .gitignore' : ''}.`,
        ...services.map(
          ({ name: service, kind, start }) => `  ${service.padEnd(7)} ${start}${kind === 'web' ? '' : ` (${kind})`}`,
        ),
        ...(build === undefined ? [] : [`  build   ${build}`]),
        ...services.flatMap(({ health }) => (health === undefined ? [] : [`  health  ${health}`])),
        ...notes,
        ...findings.map(
          ({ environment, service, severity, sentence, wayOut }) =>
            `${environment}  ${service === undefined ? '' : `${service}  `}${severity}: ${sentence} ${wayOut}`,
        ),
        ...(workflow ? workflowLines(tokens) : []),
        nextLine(placed[0], access?.kind),
      ],
    }
  },
}

/** What the workflow needs besides being committed. */
function workflowLines(tokens: readonly string[]): string[] {
  return [
    `The workflow takes ${[...new Set(tokens)].join(', ')} from the secrets of the repository on GitHub.`,
    `  What else the configuration takes from "env:" goes into both of its steps, such as a journal that runs share (journal: 'env:DATABASE_URL').`,
  ]
}

/** What to call next; `first` is the first environment that is on Railway. */
function nextLine(first: string | undefined, kind: 'account' | 'project' | undefined): string {
  if (first === undefined) return 'Next: commit, then "npx kickai local".'
  const tokens = kind === 'account' ? '"npx kickai provision" for tokens that are missing, ' : ''
  return `Next: commit, ${tokens}then "npx kickai doctor ${first}".`
}

function suggestedBy(
  sources: Sources,
  found: ReturnType<typeof detect>,
  folder: string,
  options: OptionValues,
): Suggested {
  const start = textOption(options, 'start') ?? found.start
  return {
    name: nameFrom(nameOf(sources) ?? basename(folder)),
    ...(start !== undefined && { start }),
    ...(found.build !== undefined && { build: found.build }),
    // Another command than the Procfile's says that it is not gone by.
    workers: start === found.start ? workersOf(found) : [],
    health: textOption(options, 'health') ?? found.health ?? '/',
    identity: found.proven ? 'proven' : 'attested',
  }
}

async function lookAtRailway(context: CommandContext, name: string, options: OptionValues) {
  const access = railwayAccess(context)
  const project = textOption(options, 'project')
  if (access === undefined) {
    if (options.railway !== true && project === undefined) return {}
    throw new CommandError('secret-missing', 'Neither RAILWAY_API_TOKEN nor RAILWAY_TOKEN has a value.')
  }
  context.progress.now('reading what there is on Railway')
  return { access, onRailway: await readRailway(access, name, project) }
}

/** The services of Railway where there are any, else those of the repository. What the repository says of one fills its gaps. */
function servicesFrom(
  { start, health, workers }: Suggested,
  onRailway: OnRailway | undefined,
): { readonly services: readonly WrittenService[]; readonly notes: readonly string[] } {
  const inRepository: WrittenService[] = [
    ...(start === undefined ? [] : [{ name: 'web', kind: 'web' as const, start, health }]),
    ...workers.map((worker) => ({ ...worker, kind: 'worker' as const })),
  ]
  const there = onRailway?.services ?? []
  if (there.length === 0) return { services: start === undefined ? [] : inRepository, notes: [] }
  const notes: string[] = []
  const services = there.flatMap(({ name, kind, start: own, health: ownHealth, schedule }): WrittenService[] => {
    const same = inRepository.find((each) => each.name === name && each.kind === kind)
    const command = own ?? same?.start ?? (there.length === 1 ? start : undefined)
    if (command === undefined) {
      notes.push(`${name} is on Railway, and nothing says how it is started: add it to "services" with its command.`)
      return []
    }
    if (kind === 'web' && ownHealth === undefined && there.length > 1)
      notes.push(
        `${name} has an address on Railway and no health path, and is written as one that answers requests. Where nobody asks it, write kind: 'worker' and leave "health" out.`,
      )
    const answers = kind === 'web' ? { health: ownHealth ?? health } : {}
    return [{ name, kind, start: command, ...answers, ...(schedule !== undefined && { schedule }) }]
  })
  return { services, notes }
}

/** Gives whether it was written: one that is there is somebody's own. */
function writeWorkflow(folder: string, tokens: readonly string[]): boolean {
  const file = join(folder, workflowFile)
  if (existsSync(file)) return false
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, workflowText(tokens))
  return true
}

/** Each by a name that the configuration takes, no two alike. */
function workersOf({ workers }: ReturnType<typeof detect>): Suggested['workers'] {
  const taken = new Set(['web'])
  return workers.map(({ name, start }) => {
    const plain = nameFrom(name)
    let named = plain
    for (let count = 2; taken.has(named); count++) named = `${plain}-${count}`
    taken.add(named)
    return { name: named, start }
  })
}

function notesOn(chosen: Suggested, services: readonly WrittenService[], found: ReturnType<typeof detect>): string[] {
  const notes: string[] = []
  if (found.health === undefined && services.some(({ health }) => health === '/'))
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
