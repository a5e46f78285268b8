import { drills } from '../drill/drills.ts'
import { CommandError } from '../error/command-error.ts'
import type { Command } from './command.ts'

const notRightExitCode = 1

export const drill: Command = {
  name: 'drill',
  summary: 'rehearse a failure on an embedded platform of its own and say whether it was handled right',
  arguments: [
    {
      name: 'name',
      summary: `${drills.map(({ name, summary }) => `${name}: ${summary}`).join('; ')}; all: each of them; readings: a good and a bad release under each way in which Railway may behave`,
    },
  ],
  options: [],
  example: 'drill bad-after-switch',
  async run({ variables, progress, signal }, [name = '']) {
    const readings = name === 'readings' ? (await import('../drill/readings.ts')).readingDrills : []
    const chosen = name === 'all' ? drills : [...readings, ...drills.filter((each) => each.name === name)]
    if (chosen.length === 0) {
      throw new CommandError(
        'usage',
        `There is no drill ${name}; there are ${drills.map((each) => each.name).join(', ')}, all and readings.`,
      )
    }
    const { runDrill } = await import('../drill/run-drill.ts')
    const figures = []
    for (const each of chosen) figures.push(await runDrill(each, { variables, progress, signal }))
    return {
      exitCode: figures.every(({ ok }) => ok) ? 0 : notRightExitCode,
      fields: chosen.length > 1 ? { drills: figures } : (figures[0] ?? {}),
      lines: figures.flatMap((each) => [
        `${each.ok ? 'right' : 'WRONG'}  ${each.drill}: ${each.verdict}; ${each.requests} requests, ${each.lost} lost, ${each.badAnswers} bad answers in ${each.badSeconds} s; ${each.seconds} s`,
        ...each.problems.map((problem) => `       ${problem}`),
      ]),
    }
  },
}
