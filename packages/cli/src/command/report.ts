import { randomUUID } from 'node:crypto'
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { chartLibraryFiles } from '../entries.ts'
import { CommandError } from '../error/command-error.ts'
import { windowOf } from '../figures/read-figures.ts'
import { gatherReport } from '../report/gather.ts'
import { reportPage } from '../report/page.ts'
import { scrubbed } from '../report/scrubbed.ts'
import { type Command, localOption, textOption } from './command.ts'
import { daysIn, daysOption } from './days.ts'
import { environmentOf, loadProject } from './project.ts'

export const report: Command = {
  name: 'report',
  summary: 'figures, releases and charts as one page that needs nothing else, from the journal alone',
  arguments: [{ name: 'environment', optional: true, summary: 'only this one' }],
  options: [{ flags: '--html <file>', summary: 'where the page goes; it is made anew' }, daysOption, localOption],
  example: 'report --html report.html',
  async run(context, [name], options) {
    const wanted = textOption(options, 'html')
    if (wanted === undefined) throw new CommandError('usage', 'Say where the page is to go: --html FILE.')
    const project = await loadProject(context)
    const environments =
      name === undefined
        ? project.configuration.environments.map((each) => each.name)
        : [environmentOf(project, name).name]
    const now = Date.now()
    const window = windowOf(daysIn(options), now)
    const found = await gatherReport(project, environments, { window, local: options.local === true, now })
    const { script, style } = chartLibraryFiles()
    const library = { script: readFileSync(script, 'utf8'), style: readFileSync(style, 'utf8') }
    const file = resolve(context.folder, wanted)
    writeWhole(file, reportPage(scrubbed(found, context.secrecy), library))
    const releases = found.environments.reduce((sum, each) => sum + each.releases.length + each.more, 0)
    return {
      exitCode: 0,
      fields: { file, window, environments, releases },
      lines: [`${file}: ${environments.join(', ')} over ${window.days} days, ${releases} releases.`],
    }
  },
}

/** For its owner alone, whole or not at all. */
function writeWhole(file: string, text: string): void {
  const partial = `${file}.${randomUUID()}.part`
  try {
    writeFileSync(partial, text, { mode: 0o600 })
    renameSync(partial, file)
  } catch (error) {
    rmSync(partial, { force: true })
    throw new CommandError('report-unwritable', `${file} cannot be written.`, { cause: error })
  }
}
