import { type Days, dayOf, type Figures, figuresOf, readTallies, sumTallies } from '@kickai/release'
import type { Connection, Project } from '../connection/connection.ts'
import { whereIs } from '../connection/connection.ts'
import { readStore } from '../workspace/workspace.ts'

const dayMs = 86_400_000

/** The days that figures are about; whole days of UTC, today among them. */
export interface Window {
  readonly days: number
  readonly from: string
}

/** The last `days` days. */
export function windowOf(days: number, now: number): Window {
  return { days, from: dayOf(now - (days - 1) * dayMs) }
}

export interface EnvironmentFigures {
  readonly environment: string
  readonly figures: Figures
}

/** The figures of environments over a window, each from the journal that it is in. */
export async function readFigures(
  project: Project,
  environments: readonly string[],
  over: { readonly window: Window; readonly local: boolean },
): Promise<EnvironmentFigures[]> {
  return figuresIn(project, environments, await readDays(project, environments, over), over.window)
}

/** The same day by day, as it was counted. */
export async function readDays(
  project: Project,
  environments: readonly string[],
  { window, local }: { readonly window: Window; readonly local: boolean },
): Promise<Days> {
  const places = new Map<Connection['where'], string[]>()
  for (const configured of project.configuration.environments) {
    if (!environments.includes(configured.name)) continue
    const where = whereIs(configured, local)
    places.set(where, [...(places.get(where) ?? []), configured.name])
  }
  const read = await Promise.all(
    [...places].map(async ([where, names]) => [
      ...(await readStore<Days>(project.workspace.journals[where], new Map(), (store) =>
        readTallies(store, names, window.from),
      )),
    ]),
  )
  return new Map(read.flat())
}

/** Figures from what was counted day by day. Pure. */
export function figuresIn(
  project: Pick<Project, 'configuration'>,
  environments: readonly string[],
  days: Days,
  window: Window,
): EnvironmentFigures[] {
  return environments.map((environment) => {
    const configured = project.configuration.environments.find(({ name }) => name === environment)
    const availability = configured?.around?.errorBudget?.availability
    const ofWindow = [...(days.get(environment)?.values() ?? [])]
    return { environment, figures: figuresOf(sumTallies(ofWindow), window.days * dayMs, availability) }
  })
}
