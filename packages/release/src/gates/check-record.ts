import type { ServiceKind } from '../ports/platform.ts'
import type { Attestation } from './attestation.ts'
import type { CheckOutcome } from './check.ts'

/**
 * Judges a service that nobody can ask by the platform's record: a worker is good while its deployment alone runs and is
 * not being started again; a scheduled one while its command is the one that is run, and no run of it has failed. What
 * the platform did not tell is neither good nor bad.
 */
export function checkRecord(kind: Exclude<ServiceKind, 'web'>, record: Attestation | undefined): CheckOutcome {
  if (record === undefined) {
    return { outcome: 'wait', code: 'platform-not-seen', sentence: 'The platform could not be asked what runs.' }
  }
  const { phase, status, alone, restarting, stopped, executions } = record
  if (phase === 'failed' || phase === 'without effect')
    return { outcome: 'bad', code: 'deployment-crashed', sentence: `The platform says that it ended as ${status}.` }
  if (kind === 'worker' && restarting)
    return { outcome: 'bad', code: 'restarting', sentence: 'It ended by itself and is being started again.' }
  if (kind === 'worker' && stopped)
    return { outcome: 'bad', code: 'stopped', sentence: `Its process has ended, though its status is ${status}.` }
  if (executions !== undefined && executions.failed > 0)
    return { outcome: 'bad', code: 'execution-failed', sentence: failures(executions.failed) }
  if (alone && phase === 'serving') return { outcome: 'good' }
  return {
    outcome: 'wait',
    code: 'identity-not-attested',
    sentence: `The platform does not say that the released deployment alone is running; it is ${status}.`,
  }
}

function failures(count: number): string {
  return count === 1 ? 'A run of its command failed.' : `${count} runs of its command failed.`
}
