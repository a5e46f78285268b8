import type { Finding } from '@kickai/release'
import type { Checked } from './checked.ts'

/** About what a release of one service asks; more where it is watched for long. */
const aRelease = 100

/** How many requests Railway still takes in this hour. It says so with its answers; where it does not, nothing is found. */
export async function checkRateBudget({ surroundings, settings, target }: Checked): Promise<Finding[]> {
  // Any answer will do; how it reads is the business of another check.
  await settings.catch(() => {})
  const { limit = aRelease * 2, remaining, resetsAt } = surroundings.connection.budget
  if (remaining === undefined || remaining >= Math.min(aRelease, limit / 2)) return []
  const until = resetsAt === undefined ? '' : ` (${new Date(resetsAt).toISOString()})`
  return [
    {
      code: 'rate-budget-low',
      severity: 'notice',
      sentence: `Railway takes only ${remaining} more requests with the token for ${target.environment}; a release may stand still in the middle of it.`,
      wayOut: `Wait until the hour is over${until}, or find out what else uses the token.`,
    },
  ]
}
