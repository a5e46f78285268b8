import { type Change, type Foreign, foreignOn, type LiveRelease, openJournal, type ServiceView } from '@kickai/release'
import type { Store } from '@kickai/store'
import type { Connection } from '../connection/connection.ts'
import { driftOf, imageDrift } from './drift.ts'

/** A deployment that no release started, and the service that it is one of. */
export type ForeignDeployment = Foreign & { readonly service: string }

/** What others did in an environment since its last release. */
export interface Meanwhile {
  readonly foreign: readonly ForeignDeployment[]
  /** What would have to be changed for settings and image to be those of the live release. */
  readonly drift: readonly Change[]
}

/** Throws where the platform can not be asked, or a secret of the live release has no value any more. */
export async function meanwhileIn(
  connection: Connection,
  services: readonly string[],
  live: LiveRelease | undefined,
  store: Store,
): Promise<Meanwhile> {
  const { environment, platform } = connection
  const views = await Promise.all(
    services.map(
      async (service): Promise<[string, ServiceView]> => [service, await platform.view({ environment, service })],
    ),
  )
  const byService = new Map(views)
  const [foreign, settings] = await Promise.all([
    foreignAmong(byService, environment, store),
    live === undefined ? [] : driftOf(connection, live.parts),
  ])
  return { foreign, drift: [...settings, ...imageDrift(byService, live?.parts ?? [])] }
}

/** Among what the platform shows of the services of an environment. */
export async function foreignAmong(
  views: ReadonlyMap<string, ServiceView>,
  environment: string,
  store: Store,
): Promise<ForeignDeployment[]> {
  const journal = openJournal(store)
  const found = await Promise.all(
    [...views].map(async ([service, view]) =>
      (await foreignOn(journal, environment, service, view)).map((foreign) => ({ service, ...foreign })),
    ),
  )
  return found.flat()
}

/** For people: a line for each thing that others did. */
export function meanwhileLines(environment: string, { foreign, drift }: Meanwhile): string[] {
  return [
    ...foreign.map(({ service, deployment, status, copyOf }) => {
      const what = copyOf === undefined ? '' : `, a copy of ${copyOf}`
      return `${environment}: ${service} has deployment ${deployment} (${status})${what}, which no release started. (foreign-deployment)`
    }),
    ...drift.map(
      ({ service, what, change }) =>
        `${environment}: ${service} has ${what} otherwise than the live release; it would be ${change}. (settings-drifted)`,
    ),
  ]
}
