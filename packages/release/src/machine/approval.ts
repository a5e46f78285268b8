import type { Event } from './event.ts'
import { block, enter } from './part.ts'
import type { ReleaseState } from './state.ts'

const usualMs = 86_400_000

/** Until when a release that waits for a person may be approved; undefined while it does not wait. */
export function approvalUntil({ state, enteredAt, plan: { policy } }: ReleaseState): number | undefined {
  return state === 'awaiting approval' ? enteredAt + (policy.approvalMs ?? usualMs) : undefined
}

/** An event while a person is waited for. What was approved in time goes on from the beginning, with a lease of its own. */
export function applyApproval(state: ReleaseState, event: Event): ReleaseState {
  switch (event.kind) {
    case 'rejected':
      return block(state, event.at, { code: 'rejected', sentence: `${event.by} rejected it: ${event.reason}` })
    case 'approval-expired':
      return isLate(state, event) ? expired(state, event) : state
    case 'approved': {
      if (isLate(state, event)) return expired(state, event)
      const approved = { ...state, approval: { by: event.by, at: event.at } }
      return event.stale ? block(approved, event.at, event.stale) : enter(approved, 'leased', event.at)
    }
    default:
      return state
  }
}

function isLate(state: ReleaseState, { at }: Event): boolean {
  return at >= (approvalUntil(state) ?? Number.POSITIVE_INFINITY)
}

function expired(state: ReleaseState, { at }: Event): ReleaseState {
  const minutes = Math.round((state.plan.policy.approvalMs ?? usualMs) / 60_000)
  const time =
    minutes >= 120 ? `${Math.round(minutes / 60)} hours` : minutes > 1 ? `${minutes} minutes` : 'the time set'
  return block(state, at, { code: 'approval-expired', sentence: `Nobody approved it within ${time}.` })
}
