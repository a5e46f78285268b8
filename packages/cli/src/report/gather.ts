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
  /** Those of the window, newest first. */
  readonly releases: readonly ReleaseSummary[]
}

/** Reads what there is of these environments over a window. */
export async function gatherReport(
  project: Project,
  environments: readonly string[],
  { window, local, now }: { readonly window: Window; readonly local: boolean; readonly now: number },
): Promise<Report> {
  const configured = project.configuration.environments.filter(({ name }) => environments.includes(name))
  const places = new Map(configured.map((each) => [each.name, whereIs(each, local)]))
  const [days, found] = await Promise.all([
    readDays(project, environments, { window, local }),
    listReleases(project, ({ environment }, where) => places.get(environment) === where),
  ])
  const since = Date.parse(window.from)
  const releases = found.map(({ state }) => summaryOf(state)).filter(({ plannedAt }) => plannedAt >= since)
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
      releases: releases.filter((each) => each.environment === environment),
    })),
  }
}
