import type { Exit } from '../process/launch.ts'
import type { RestartPolicy } from '../state/records.ts'

/** What follows on the end of a process that nobody asked to end. */
export type Decision = 'restart' | 'completed' | 'exhausted'

/**
 * Decides by the restart policy. `restarts` is how often it was already started again. An end that nobody saw, because
 * the supervisor was away, counts as a failure. ALWAYS has no limit.
 */
export function afterExit(policy: RestartPolicy, retries: number, restarts: number, exit: Exit): Decision {
  if (policy === 'ALWAYS') return 'restart'
  if (exit.code === 0) return 'completed'
  return policy === 'ON_FAILURE' && restarts < retries ? 'restart' : 'exhausted'
}

/** Milliseconds to wait before the restart: doubling from `first`, ten times that at most. */
export function backoff(first: number, restarts: number): number {
  return Math.min(first * 2 ** restarts, first * 10)
}

/** How a process ended, in words. */
export function exitSentence(exit: Exit): string {
  if (exit.signal !== null) return `ended by ${exit.signal}`
  return exit.code === null ? 'ended while nobody watched' : `ended with exit code ${exit.code}`
}
