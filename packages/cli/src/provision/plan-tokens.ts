import type { ObservedPlace } from './observed.ts'
import type { Planning } from './planning.ts'
import type { Step } from './step.ts'
import { madeBefore } from './tokens.ts'
import type { WantedPlace } from './wanted.ts'

/** What is to be done about the project token of an environment. */
export function tokenSteps(
  { environment }: WantedPlace,
  { token, tokens }: ObservedPlace,
  { choices: { newTokens }, problems, notes }: Planning,
): Step[] {
  if (token.is === 'good' || token.is === 'not wanted') return []
  if (token.is === 'wrong') {
    problems.push({ path: `${environment}.token`, sentence: token.sentence })
    return []
  }
  const lost = tokens.filter(({ name }) => token.pending.includes(name))
  const removals = lost.map(({ id, name }): Step => ({ environment, do: 'remove lost token', id, name }))
  const before = tokens.find((each) => madeBefore(each.name) && !token.pending.includes(each.name))
  if (before !== undefined && !newTokens) {
    notes.push(
      `${environment}  a token was made before (${before.name}), and its value is not here: set ${token.reference}, or make another with --new-tokens.`,
    )
    return removals
  }
  return [...removals, { environment, do: 'make token', keptIn: token.keptIn }]
}
