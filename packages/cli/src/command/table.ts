import type { Command } from './command.ts'

/**
 * Every command by its name, in the order in which help lists them. Each is loaded when it is wanted: a command that loaded all the
 * others would start in three times the time.
 */
const loaders = {
  init: async () => (await import('./init.ts')).init,
  provision: async () => (await import('./provision.ts')).provision,
  options: async () => (await import('./options.ts')).options,
  probe: async () => (await import('./probe.ts')).probe,
  local: async () => (await import('./local.ts')).local,
  validate: async () => (await import('./validate.ts')).validate,
  doctor: async () => (await import('./doctor.ts')).doctor,
  build: async () => (await import('./build.ts')).build,
  plan: async () => (await import('./plan.ts')).plan,
  deploy: async () => (await import('./deploy.ts')).deploy,
  promote: async () => (await import('./promote.ts')).promote,
  ship: async () => (await import('./ship.ts')).ship,
  rollback: async () => (await import('./rollback.ts')).rollback,
  rotate: async () => (await import('./rotate.ts')).rotate,
  resume: async () => (await import('./resume.ts')).resume,
  approve: async () => (await import('./approve.ts')).approve,
  unlock: async () => (await import('./unlock.ts')).unlock,
  drill: async () => (await import('./drill.ts')).drill,
  status: async () => (await import('./status.ts')).status,
  history: async () => (await import('./history.ts')).history,
  show: async () => (await import('./show.ts')).show,
  diff: async () => (await import('./diff.ts')).diff,
  logs: async () => (await import('./logs.ts')).logs,
  monitor: async () => (await import('./monitor.ts')).monitor,
  metrics: async () => (await import('./metrics.ts')).metrics,
  report: async () => (await import('./report.ts')).report,
  leave: async () => (await import('./leave.ts')).leave,
} satisfies { readonly [name: string]: () => Promise<Command> }

/** The command of this name; undefined where there is none. */
export async function loadCommand(name: string | undefined): Promise<Command | undefined> {
  return name !== undefined && Object.hasOwn(loaders, name) ? await loaders[name as keyof typeof loaders]() : undefined
}

/** All of them, in their order. */
export async function loadCommands(): Promise<readonly Command[]> {
  return await Promise.all(Object.values(loaders).map((load) => load()))
}

/** How a command is called: `deploy <environment> [--commit <sha>]`. */
function usageOf(command: Command): string {
  const words = command.arguments.map(({ name, optional }) => (optional ? `[${name}]` : `<${name}>`))
  return [command.name, ...words, ...command.options.map(({ flags }) => `[${flags}]`)].join(' ')
}

/** The options of each command, such as `--local`, those that every command has among them. */
export async function commandOptions(): Promise<Map<string, Set<string>>> {
  return new Map(
    (await loadCommands()).map(({ name, options }) => [
      name,
      new Set([...options.flatMap(({ flags }) => flags.match(/--[a-z-]+/g) ?? []), '--json', '--help']),
    ]),
  )
}

/** The table as Markdown, for the documentation. */
export async function commandsTable(): Promise<string> {
  const rows = (await loadCommands()).map((command) => {
    const usage = usageOf(command).replaceAll('|', '\\|')
    return `| \`kickai ${usage}\` | ${command.summary} | \`kickai ${command.example}\` |`
  })
  return ['| command | does | for example |', '|---|---|---|', ...rows, ''].join('\n')
}
