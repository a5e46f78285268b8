import type { Figures } from '@kickai/release'
import { listReleases } from '../command/journals.ts'
import type { Project } from '../connection/connection.ts'
import { whereIs } from '../connection/connection.ts'
import { figuresIn, readDays, type Window } from '../figures/read-figures.ts'
import { type ReleaseSummary, summaryOf } from '../release/summary.ts'
import { type Chart, chartsOf, daysFrom } from './series.ts'

/** What a report tells, from the journals alone. */
export interface Report {
  readonly name: string
  /** Milliseconds since 1970. */
  readonly at: number
  readonly window: Window
  readonly days: readonly string[]
  readonly environments: readonly ReportedEnvironment[]
}

export interface ReportedEnvironment {
  readonly environment: string
  readonly figures: Figures
  readonly charts: readonly Chart[]
  /** The newest of the window, newest first, and how many more there were. */
  readonly releases: readonly ReleaseSummary[]
  readonly more: number
}

/** More than anybody reads, in a page that still opens at once. */
const mostReleases = 500

/** Reads what there is of these environments over a window. */
export async function gatherReport(
  project: Project,
  environments: readonly string[],
  { window, local, now }: { readonly window: Window; readonly local: boolean; readonly now: number },
): Promise<Report> {
  const configured = project.configuration.environments.filter(({ name }) => environments.includes(name))
  const places = new Map(configured.map((each) => [each.name, whereIs(each, local)]))
  const since = Date.parse(window.from)
  const [days, found] = await Promise.all([
    readDays(project, environments, { window, local }),
    listReleases(
      project,
      ({ environment, plannedAt }, where) => plannedAt >= since && places.get(environment) === where,
    ),
  ])
  const releases = found.map(({ state }) => summaryOf(state))
  const ofEnvironment = (name: string) => releases.filter(({ environment }) => environment === name)
  const names = daysFrom(window.from, window.days)
  return {
    name: project.configuration.name,
    at: now,
    window,
    days: names,
    environments: figuresIn(project, environments, days, window).map(({ environment, figures }) => ({
      environment,
      figures,
      charts: chartsOf(days.get(environment) ?? new Map(), names),
      releases: ofEnvironment(environment).slice(0, mostReleases),
      more: Math.max(0, ofEnvironment(environment).length - mostReleases),
    })),
  }
}
