import { type Current, type LiveRelease, openJournal, type ReleaseState, replay } from '@kickai/release'
import type { Store } from '@kickai/store'
import { CommandError } from '../error/command-error.ts'

/**
 * The release to bring back: the one named, or the last one that was live before the current one and ran another
 * artifact, other settings or another configuration. `nothing-live` where there is none.
 */
export async function earlierRelease(
  store: Store,
  environment: string,
  current: Current,
  wanted: string | undefined,
): Promise<LiveRelease> {
  const journal = openJournal(store)
  const heads = (await journal.heads(environment)).toSorted((left, right) => (left.release < right.release ? 1 : -1))
  if (wanted !== undefined && !heads.some(({ release }) => release === wanted))
    throw new CommandError('release-unknown', `There is no release ${wanted} in ${environment}.`, {
      wayOut: `See "kickai history ${environment}" for the releases there are.`,
    })
  const now = current.live && contentOf(current.live)
  for (const { release } of heads) {
    if (wanted !== undefined ? release !== wanted : current.live === undefined || release >= current.live.release)
      continue
    const state = replay(await journal.entries(release))
    if (state.verdict === 'live' && (wanted !== undefined || contentOf(asLive(state)) !== now)) return asLive(state)
    if (wanted !== undefined)
      throw new CommandError(
        'nothing-live',
        `${wanted} was never live: it ${state.verdict === undefined ? `is ${state.state}` : `ended as ${state.verdict}`}.`,
      )
  }
  throw new CommandError('nothing-live', `No other release was live in ${environment} before.`)
}

function asLive(state: ReleaseState): LiveRelease {
  const { plan } = state
  return {
    release: plan.release,
    artifact: plan.artifact,
    liveAt: state.times.live ?? state.enteredAt,
    parts: plan.parts.map(({ service, configuration, settings }, index) => ({
      service,
      configuration,
      settings,
      deployment: state.parts[index]?.deployment ?? '',
    })),
  }
}

/** What a release runs, so that two can be compared; deployments and times are not part of it. */
function contentOf({ artifact, parts }: LiveRelease): string {
  const content = parts.map(({ service, configuration, settings }) => ({
    service,
    configuration: Object.entries(configuration).sort(),
    settings,
  }))
  return JSON.stringify([artifact.digest, content])
}
