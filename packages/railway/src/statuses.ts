import type { Phase } from '@kickai/release'

interface StatusMeaning {
  readonly phase: Phase
  /** What it means, for people. */
  readonly sentence: string
}

/** The thirteen statuses of a deployment, one by one. */
export const statuses = {
  QUEUED: { phase: 'moving', sentence: 'waits for its turn to be built' },
  INITIALIZING: { phase: 'moving', sentence: 'is being prepared' },
  BUILDING: { phase: 'moving', sentence: 'is being built' },
  DEPLOYING: { phase: 'moving', sentence: 'is being started and asked for its health' },
  SUCCESS: { phase: 'serving', sentence: 'was started, passed its health check and takes traffic' },
  SLEEPING: { phase: 'serving', sentence: 'was good, and sleeps for lack of traffic until the next request wakes it' },
  FAILED: { phase: 'failed', sentence: 'could not be built, started or found healthy' },
  CRASHED: { phase: 'failed', sentence: 'ended by itself, and all restarts are used up' },
  SKIPPED: {
    phase: 'without effect',
    sentence: 'was passed over: nothing it watches had changed, or its checks failed',
  },
  REMOVING: { phase: 'without effect', sentence: 'is being ended, because it was aborted or another took its place' },
  REMOVED: { phase: 'without effect', sentence: 'was ended, because it was aborted or another took its place' },
  NEEDS_APPROVAL: { phase: 'blocked', sentence: 'waits until somebody approves it on Railway' },
  WAITING: { phase: 'blocked', sentence: "waits for the repository's checks" },
} as const satisfies Record<string, StatusMeaning>

const unknownStatus: StatusMeaning = { phase: 'unknown', sentence: 'has a status that this version does not know' }

/** What a status means; one that is not in the table is `unknown`, never a success and never a failure. */
export function meaningOf(status: string): StatusMeaning {
  return Object.hasOwn(statuses, status) ? statuses[status as keyof typeof statuses] : unknownStatus
}
