import type { Event } from './event.ts'
import { remarkOn, wasDisturbed } from './others.ts'
import { withPart } from './part.ts'
import type { ReleaseState } from './state.ts'

/**
 * Which deployment brings what serves since the release ended. The verdict stays, but for that of a release that could not
 * go back for the very deployment that was put right.
 */
export function putRight(state: ReleaseState, { part, deployment }: Event & { kind: 'put-right' }): ReleaseState {
  const { verdict } = state
  if (verdict === undefined) return state
  const after = withPart(state, part, verdict === 'live' ? { deployment } : { restored: deployment })
  const isBack = wasDisturbed(state) && state.back.every((step) => step.part === part)
  return isBack ? { ...after, back: [], verdict: 'rolled back' } : after
}

/** The verdict stays; people are told that something else may serve. */
export function withStrays(state: ReleaseState, { sentence }: Event & { kind: 'effect-failed' }): ReleaseState {
  return remarkOn(state, state.part, {
    code: 'strays-not-put-right',
    sentence: `What an earlier process may have done too late was not seen to the end: ${sentence}`,
    wayOut: 'See with "kickai status" what serves, then release what is to serve.',
  })
}
