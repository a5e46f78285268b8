import type { IdentityGrade } from '../plan/policy.ts'
import type { ProbeAnswer } from '../ports/probe.ts'

/** Which deployment and which bytes should answer. */
export interface ExpectedIdentity {
  readonly deployment: string
  readonly digest: string
}

/**
 * Who answered, compared with who should.
 * - `other deployment`: another one still answers; normal during the platform's overlap
 * - `other digest`: the right deployment runs other bytes; never normal
 */
export type Identity = IdentityGrade | 'other deployment' | 'other digest'

/** `attested` says whether the platform's record has the expected deployment, and no other, running. */
export function identityOf(answer: ProbeAnswer, expected: ExpectedIdentity, attested: boolean): Identity {
  if (answer.status === undefined) return 'unknown'
  if (answer.deployment !== undefined && answer.deployment !== expected.deployment) return 'other deployment'
  if (answer.digest !== undefined && answer.digest !== expected.digest) return 'other digest'
  if (answer.deployment !== undefined) return 'proven'
  return attested ? 'attested' : 'unknown'
}

/** Whether a grade is as good as the environment demands. */
export function identitySuffices(identity: Identity, demanded: 'proven' | 'attested'): boolean {
  return identity === 'proven' || (identity === 'attested' && demanded === 'attested')
}
