import type { Remark } from '../judge/remark.ts'
import type { ForeignDeployment } from './event.ts'
import { partOf, withPart } from './part.ts'
import type { Reason, ReleaseState } from './state.ts'

/** Adds something that is to be said of a part whatever the verdict; the same thing is said once. */
export function remarkOn(state: ReleaseState, part: number, remark: Omit<Remark, 'weight'>): ReleaseState {
  const { noticed = [] } = partOf(state, part)
  if (noticed.some(({ code, sentence }) => code === remark.code && sentence === remark.sentence)) return state
  return withPart(state, part, { noticed: [...noticed, { weight: 'notice', ...remark }] })
}

/** The etag as it is seen now; where it is not the one that this release left, somebody else changed something. */
export function withEtag(state: ReleaseState, part: number, seen: string | undefined): ReleaseState {
  if (seen === undefined || seen === state.etag) return state
  const after = { ...state, etag: seen }
  if (state.etag === undefined) return after
  return remarkOn(after, part, {
    code: 'configuration-moved',
    sentence: `Somebody else changed the configuration of ${state.plan.environment} while this release was carried out.`,
    wayOut: 'See on Railway what was changed; the next plan shows what of it concerns the settings.',
  })
}

/** What is to be said where the platform did not take off the image that a service was set to. It changes nothing of what runs. */
export function withImageLeft(state: ReleaseState, part: number, image: string | undefined): ReleaseState {
  if (image === undefined) return state
  return remarkOn(state, part, {
    code: 'image-left',
    sentence: `${state.plan.parts[part]?.service} in ${state.plan.environment} is still set to ${image}, which was to be taken off: whoever deploys by hand there runs it.`,
    wayOut: 'Disconnect the image on Railway, in the settings of the service (Source).',
  })
}

export function foreignReason({ deployment, status }: ForeignDeployment): Reason {
  return {
    code: 'foreign-deployment',
    sentence: `Deployment ${deployment} (${status}), which this release did not start, came in between; "kickai status" shows what runs.`,
  }
}

/** Whether it could not go back only because another deployment came in between. */
export function wasDisturbed({ verdict, reason }: Pick<ReleaseState, 'verdict' | 'reason'>): boolean {
  return verdict === 'rollback failed' && reason?.code === 'foreign-deployment'
}
