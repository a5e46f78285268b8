import { readPlacesFile } from '../config/places-file.ts'
import type { Project } from '../connection/connection.ts'
import { ownPlatform } from '../local/own-platform.ts'
import { openAccount } from '../provision/account.ts'
import type { Making } from '../provision/apply.ts'
import { findConfigFiles } from '../provision/config-files.ts'
import { keepRailwayPlaces } from '../provision/keep-places.ts'
import { layoutOf } from '../provision/layout-of.ts'
import type { PlanChoices } from '../provision/planning.ts'
import { railwayTokens, tokenReferenceOf } from '../provision/railway-tokens.ts'
import { carryOutPlan, lookAndPlan, type ProvisionedPlace } from '../provision/run.ts'
import { planLines, stepFields } from '../provision/show.ts'
import type { ProvisionPlan } from '../provision/step.ts'
import type { WantedPlace } from '../provision/wanted.ts'
import { type Command, type CommandContext, type OptionValues, textOption } from './command.ts'
import { environmentOf, loadProject } from './project.ts'

export const provision: Command = {
  name: 'provision',
  summary: 'make on Railway what is missing: projects, environments, services, tokens, how they run and are scaled',
  arguments: [
    { name: 'environment', optional: true, summary: 'as the configuration names it; all where it is left out' },
  ],
  options: [
    { flags: '--plan', summary: 'show what would be made, and make nothing' },
    { flags: '--confirm-destructive', summary: 'also remove services that the configuration no longer names' },
    { flags: '--new-tokens', summary: 'make a project token though there is one whose value is elsewhere' },
    { flags: '--workspace <id>', summary: 'where new projects go, on an account with several workspaces' },
    { flags: '--local', summary: 'on the embedded platform, which must run' },
  ],
  example: 'provision --plan',
  async run(context, [name], options) {
    const project = await loadProject(context, { incomplete: true })
    const { environments, root } = project.configuration
    const names = name === undefined ? environments.map((each) => each.name) : [environmentOf(project, name).name]
    const files = findConfigFiles(root)
    const work =
      options.local === true ? await onLocal(project, names) : await onRailway(project, names, context, options)
    const { making, wanted, choices } = work
    const progressing = { ...making, progress: context.progress, signal: context.signal }
    context.progress.now('looking what is there')
    const first = await lookAndPlan(progressing, wanted, choices)
    context.progress.rest()
    const shown = [...planLines(first.plan), ...files.flatMap(({ goOn }) => goOn)]
    const { steps, held, notes } = first.plan
    const fields = { changes: steps.length, steps: steps.map(stepFields), held: held.map(stepFields), notes, files }
    if (options.plan === true) return { exitCode: 0, fields, lines: [...shown, planEnd(first.plan)] }
    for (const line of shown) context.progress.line(line)
    const { places } = await carryOutPlan(progressing, wanted, choices, first)
    const lines = work.keep(places, first.plan)
    return { exitCode: 0, fields: { ...fields, places: places.map(work.fieldsOf) }, lines: [end(first.plan), ...lines] }
  },
}

interface Work {
  readonly making: Pick<Making, 'workspace' | 'tokens'>
  readonly wanted: readonly WantedPlace[]
  readonly choices: PlanChoices
  /** Keeps ids; gives what is to be said of that. */
  keep(places: readonly ProvisionedPlace[], made: ProvisionPlan): string[]
  fieldsOf(place: ProvisionedPlace): object
}

async function onRailway(
  project: Project,
  names: readonly string[],
  { progress }: CommandContext,
  options: OptionValues,
): Promise<Work> {
  const { configuration } = project
  progress.now('opening the account')
  const { workspace } = await openAccount(project, textOption(options, 'workspace'))
  const inConfiguration = configuration.environments.map(({ name, railway }) => [name, railway] as const)
  const places = { ...readPlacesFile(configuration.root), ...Object.fromEntries(inConfiguration) }
  return {
    making: { workspace, tokens: railwayTokens(project, configuration.account.endpoint) },
    wanted: await layoutOf(configuration, names, places),
    choices: { destructive: options.confirmDestructive === true, newTokens: options.newTokens === true },
    keep(made, { steps }) {
      const removed = new Set(steps.flatMap((step) => (step.do === 'remove service' ? [step.id] : [])))
      return [...keepRailwayPlaces(project, made, removed), ...tokenLines(project, steps)]
    },
    fieldsOf: (place) => ({ ...place, token: tokenReferenceOf(project, place.environment) }),
  }
}

/** Where made tokens lie, and how they get to where releases run. */
function tokenLines(project: Project, steps: ProvisionPlan['steps']): string[] {
  return steps.flatMap((step) => {
    if (step.do !== 'make token') return []
    const reference = tokenReferenceOf(project, step.environment)
    const line = `${step.environment}: its token lies in ${step.keptIn}, for your eyes alone; kickai finds it there on this machine.`
    if (!reference.startsWith('env:')) return [line]
    const variable = reference.slice('env:'.length)
    return [line, `  For GitHub Actions: gh secret set ${variable} < ${step.keptIn}`]
  })
}

async function onLocal(project: Project, names: readonly string[]): Promise<Work> {
  // Loaded here alone: no other way of this command needs it.
  const local = await import('../local/provision.ts')
  return {
    ...local.localProvision(project, await ownPlatform(project), names),
    keep(places) {
      local.keepPlaces(project, places)
      return []
    },
    fieldsOf: (place) => place,
  }
}

function planEnd({ steps }: ProvisionPlan): string {
  return steps.length === 0 ? 'Nothing is missing.' : `${changes(steps.length)} would be made.`
}

function end({ steps }: ProvisionPlan): string {
  return steps.length === 0 ? 'Nothing was missing.' : `${changes(steps.length)} made; Railway holds all of it.`
}

function changes(count: number): string {
  return count === 1 ? '1 change' : `${count} changes`
}
