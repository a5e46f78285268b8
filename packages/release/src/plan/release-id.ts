import type { Plan } from './plan.ts'

const digits = '0123456789abcdefghjkmnpqrstvwxyz'

/**
 * A release's id: `rel_`, the time in ten digits, then six digits of chance, all in Crockford's base 32 so that ids sort
 * by time. `random` gives numbers from 0 up to, not including, 1.
 */
export function releaseId(now: number, random: () => number): string {
  let time = ''
  for (let rest = now, count = 0; count < 10; count++, rest = Math.floor(rest / 32))
    time = `${digits[rest % 32]}${time}`
  const chance = Array.from({ length: 6 }, () => digits[Math.floor(random() * 32)]).join('')
  return `rel_${time}${chance}`
}

/**
 * When a release is planned: `now`, but after the newest one of its environment, since ids say which came later. Clocks are
 * set back, and other machines' are ahead.
 */
export function plannedAfter(newest: { readonly plan: Pick<Plan, 'plannedAt'> } | undefined, now: number): number {
  return newest === undefined ? now : Math.max(now, newest.plan.plannedAt + 1)
}
