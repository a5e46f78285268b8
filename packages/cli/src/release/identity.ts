import { type ExpectedIdentity, type IdentityGrade, identityOf, type Look, lookAt } from '@kickai/release'

/** What a service answered when it was asked who it is. */
export interface HealthAnswer extends Look {
  readonly status: number
}

const timeoutMs = 5000

/** How sure it is who answers. */
export type Grade = IdentityGrade

const surest: readonly Grade[] = ['unknown', 'attested', 'proven']

/** How sure it is of all of them together; of none it is unknown. */
export function leastGrade(grades: readonly Grade[]): Grade {
  return surest.find((grade) => grades.includes(grade)) ?? 'unknown'
}

/** Asks a service's health path as a release does; undefined where there was no whole answer in time. */
export async function askHealth(url: string, token?: string): Promise<HealthAnswer | undefined> {
  const look = await lookAt(url, { timeoutMs, ...(token !== undefined && { token }) })
  const { status } = look.answer
  return status === undefined ? undefined : { ...look, status }
}

/**
 * Whether the one who was expected answers, judged as a release judges it; anybody else is unknown. `served` says
 * whether the platform has the expected deployment, and no other, running. A bad answer of somebody who says no name may be the
 * platform's own, and attests nothing.
 */
export function gradeOf(answer: HealthAnswer | undefined, expected: ExpectedIdentity, served = true): Grade {
  if (answer === undefined) return 'unknown'
  const identity = identityOf(answer.answer, expected, served && answer.status === 200)
  return identity === 'proven' || identity === 'attested' ? identity : 'unknown'
}
