import type { Verdict } from './machine/state.ts'

/** Exit codes of the command, by how a release ended. Usage and configuration are 2, a fault of ours 70. */
export const exitCodes: { readonly [verdict in Verdict]: number } = {
  live: 0,
  failed: 1,
  'rolled back': 3,
  blocked: 4,
  unknown: 5,
  'rollback failed': 6,
}
