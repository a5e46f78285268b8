import { approve } from './approve.ts'
import type { Command } from './command.ts'
import { deploy } from './deploy.ts'
import { diff } from './diff.ts'
import { doctor } from './doctor.ts'
import { drill } from './drill.ts'
import { history } from './history.ts'
import { init } from './init.ts'
import { leave } from './leave.ts'
import { local } from './local.ts'
import { logs } from './logs.ts'
import { metrics } from './metrics.ts'
import { monitor } from './monitor.ts'
import { plan } from './plan.ts'
import { promote } from './promote.ts'
import { provision } from './provision.ts'
import { resume } from './resume.ts'
import { rollback } from './rollback.ts'
import { rotate } from './rotate.ts'
import { ship } from './ship.ts'
import { show } from './show.ts'
import { status } from './status.ts'
import { unlock } from './unlock.ts'
import { validate } from './validate.ts'

/** Every command, in the order in which help lists them. */
export const commands: readonly Command[] = [
  init,
  provision,
  local,
  validate,
  doctor,
  plan,
  deploy,
  promote,
  ship,
  rollback,
  rotate,
  resume,
  approve,
  unlock,
  drill,
  status,
  history,
  show,
  diff,
  logs,
  monitor,
  metrics,
  leave,
]

/** How a command is called: `deploy <environment> [--commit <sha>]`. */
function usageOf(command: Command): string {
  const words = command.arguments.map(({ name, optional }) => (optional ? `[${name}]` : `<${name}>`))
  return [command.name, ...words, ...command.options.map(({ flags }) => `[${flags}]`)].join(' ')
}

/** The table as Markdown, for the documentation. */
export function commandsTable(): string {
  const rows = commands.map((command) => {
    const usage = usageOf(command).replaceAll('|', '\\|')
    return `| \`kickai ${usage}\` | ${command.summary} | \`kickai ${command.example}\` |`
  })
  return ['| command | does | for example |', '|---|---|---|', ...rows, ''].join('\n')
}
