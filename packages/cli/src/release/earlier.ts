import {
  asLiveRelease,
  type Current,
  type Journal,
  type LiveRelease,
  openJournal,
  replay,
  withoutVersions,
} from '@kickai/release'
import type { Store } from '@kickai/store'
import { CommandError } from '../error/command-error.ts'
import type { Seen } from './observe.ts'

/**
 * The release to bring back: the one named; or, where nobody can be sure what serves, be it after a release that ended so or after a deployment that
 * no release started, the live one itself; else the last one that was live before the current one and ran another artifact, other settings or
 * another configuration. What a rollback has left is not come back to. `nothing-live` where there is none.
 */
export async function earlierRelease(
  store: Store,
  environment: string,
  { current, foreign = [] }: { readonly current: Current; readonly foreign?: Seen['foreign'] },
  wanted: string | undefined,
): Promise<LiveRelease> {
  const journal = openJournal(store)
  if (wanted !== undefined) return await namedRelease(journal, environment, wanted)
  const { live, uncertain } = current
  if (live !== undefined && (uncertain !== undefined || foreign.some(({ copyOf }) => copyOf === undefined))) return live
  const found = live && (await leftBefore(journal, environment, live))
  if (found !== undefined) return found
  throw new CommandError('nothing-live', `No other release was live in ${environment} before.`)
}

async function namedRelease(journal: Journal, environment: string, wanted: string): Promise<LiveRelease> {
  const heads = await journal.heads(environment)
  if (!heads.some(({ release }) => release === wanted))
    throw new CommandError('release-unknown', `There is no release ${wanted} in ${environment}.`, {
      wayOut: `See "kickai history ${environment}" for the releases there are.`,
    })
  const state = replay(await journal.entries(wanted))
  if (state.verdict === 'live') return asLiveRelease(state)
  const how = state.verdict === undefined ? `is ${state.state}` : `ended as ${state.verdict}`
  throw new CommandError('nothing-live', `${wanted} was never live: it ${how}.`)
}

/** The release that a rollback brings back: goes back in time; from a rollback straight to what it brought back, past the releases that it left. */
export async function leftBefore(
  journal: Journal,
  environment: string,
  live: LiveRelease,
): Promise<LiveRelease | undefined> {
  const heads = (await journal.heads(environment)).toSorted((left, right) => (left.release < right.release ? 1 : -1))
  const now = contentOf(live)
  let newest = live.release
  for (const { release } of heads) {
    if (release > newest) continue
    const state = replay(await journal.entries(release))
    if (state.verdict !== 'live') continue
    if (contentOf(asLiveRelease(state)) !== now) return asLiveRelease(state)
    if (state.plan.kind === 'rollback') newest = state.plan.from ?? newest
  }
  return undefined
}

/**
 * What a release runs, so that two can be compared; deployments and times are not part of it, nor are the values of
 * secrets: what comes back has those of now.
 */
function contentOf({ artifact, parts }: LiveRelease): string {
  const content = parts.map(({ service, configuration, settings }) => ({
    service,
    configuration: Object.entries(configuration).sort(),
    settings: withoutVersions(settings),
  }))
  return JSON.stringify([artifact.digest, content])
}
