import type { Answers } from '../machine/event.ts'
import type { Policy } from '../plan/policy.ts'
import type { ProbeAnswer } from '../ports/probe.ts'
import { type ExpectedIdentity, identityOf, identitySuffices } from './identity.ts'

/** `wait`: neither good nor bad yet, such as the old deployment answering during overlap. */
export type CheckOutcome =
  | { readonly outcome: 'good' }
  | { readonly outcome: 'bad' | 'wait'; readonly code: string; readonly sentence: string }

/**
 * One look at a service, judged: identity first, then health, then smoke checks. `answers.active` tells what the platform
 * has running, where the service itself does not say who it is.
 */
export function judgeCheck(policy: Policy, expected: ExpectedIdentity, answers: Answers): CheckOutcome {
  const { health, smoke, active = [] } = answers
  const attested = active.length === 1 && active[0] === expected.deployment
  const identity = identityOf(health, expected, attested)
  if (identity === 'other deployment') {
    return {
      outcome: 'wait',
      code: 'identity-other-deployment',
      sentence: `Deployment ${health.deployment} still answers.`,
    }
  }
  if (identity === 'other digest') {
    return {
      outcome: 'bad',
      code: 'identity-other-digest',
      sentence: `The running service has digest ${health.digest}, not the released one.`,
    }
  }
  if (health.status !== 200)
    return { outcome: 'bad', code: 'unhealthy', sentence: `The health check answered ${said(health)}.` }
  if (!attested && identity === 'unknown' && policy.identity === 'attested') {
    return {
      outcome: 'wait',
      code: 'identity-not-attested',
      sentence: 'The platform does not say that the released deployment alone is running.',
    }
  }
  if (!identitySuffices(identity, policy.identity)) {
    return {
      outcome: 'bad',
      code: 'identity-not-proven',
      sentence: 'The service does not answer with its deployment id, so nobody can tell which release answers.',
    }
  }
  if (answers.settings === 'other') {
    return {
      outcome: 'bad',
      code: 'settings-other',
      sentence: 'The running service does not have the settings that were set: their fingerprint is another.',
    }
  }
  if (answers.settings !== 'same' && policy.settingsProof === 'demanded') {
    return {
      outcome: 'bad',
      code: 'settings-not-proven',
      sentence: 'The service does not tell the fingerprint of its settings, which this environment demands.',
    }
  }
  for (const [index, answer] of smoke.entries()) {
    const check = policy.smoke[index]
    if (check !== undefined && answer.status !== check.status) {
      return {
        outcome: 'bad',
        code: 'smoke-failed',
        sentence: `${check.path} answered ${said(answer)} instead of ${check.status}.`,
      }
    }
  }
  return { outcome: 'good' }
}

function said(answer: ProbeAnswer): string {
  return answer.status === undefined ? `nothing (${answer.failure ?? 'no whole answer'})` : String(answer.status)
}
