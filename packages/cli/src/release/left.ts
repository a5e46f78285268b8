import type { Plan } from '@kickai/release'

/** What is to be said of services that the configuration has no more: a release takes nothing away by itself. */
export function leftLines({ left = [] }: Pick<Plan, 'left'>): string[] {
  return left.map(
    ({ service, release }) =>
      `  ${service}: not in the configuration any more; what ${release} deployed goes on running until somebody removes it.`,
  )
}
