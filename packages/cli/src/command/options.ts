import { CommandError } from '../error/command-error.ts'
import { type Comparison, compareLayouts } from '../options/comparison.ts'
import { documentedPrices } from '../options/cost.ts'
import { layoutNames } from '../options/setup.ts'
import { type Command, textOption } from './command.ts'
import { loadProject } from './project.ts'

/** What a small service is taken to use on average, where nobody says otherwise. */
const usual = { memoryMegabytes: 128, processors: 0.02 }

export const options: Command = {
  name: 'options',
  summary: 'compare the three ways to lay environments out on Railway, for this configuration; asks nobody',
  arguments: [],
  options: [
    { flags: '--memory <megabytes>', summary: 'what one replica uses on average; 128 where it is left out' },
    { flags: '--processors <count>', summary: 'what one replica uses on average; 0.02 where it is left out' },
  ],
  example: 'options --memory 256',
  async run(context, _words, given) {
    const average = {
      memoryMegabytes: amount(textOption(given, 'memory'), '--memory', usual.memoryMegabytes),
      processors: amount(textOption(given, 'processors'), '--processors', usual.processors),
    }
    const { configuration } = await loadProject(context, { incomplete: true })
    const comparison = compareLayouts(configuration, average)
    return { exitCode: 0, fields: { ...comparison, prices: documentedPrices }, lines: linesOf(comparison) }
  },
}

function amount(text: string | undefined, flag: string, otherwise: number): number {
  if (text === undefined) return otherwise
  const value = Number(text)
  if (Number.isFinite(value) && value > 0) return value
  throw new CommandError('usage', `${flag} takes a number above 0, not ${text}.`)
}

/** A block for each feature: what is the same everywhere is said once. */
function linesOf({ environments, chosen, average, cost, features }: Comparison): string[] {
  const lines = [`${environments.join(', ')}; chosen: ${chosen} (account.layout)`]
  for (const { feature, facts, source } of features) {
    lines.push('', feature)
    const [first, ...others] = layoutNames.map((name) => facts[name])
    if (others.every((fact) => fact === first)) lines.push(`  all          ${first}`)
    else for (const name of layoutNames) lines.push(`  ${name.padEnd(11)}  ${facts[name]}`)
    lines.push(`  from         ${source}`)
  }
  const most =
    cost.mostMonth === undefined ? [] : [`At the limits that are set it is $${cost.mostMonth} a month at most.`]
  return [
    ...lines,
    '',
    `Taken: ${average.memoryMegabytes} MB and ${average.processors} processors for each that runs, all day; others by --memory and --processors.`,
    ...most,
    'Prices are those that Railway documents, not those of a bill; they change.',
  ]
}
