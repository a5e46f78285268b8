import { inWords } from '../settings/compare.ts'
import { notRestored, rollbackFailed, type Step, stepDone } from './back-steps.ts'
import type { Event, ForeignDeployment } from './event.ts'
import { foreignReason, remarkOn } from './others.ts'
import { partOf, withPart } from './part.ts'
import type { BackStep, ReleaseState } from './state.ts'

/** Whether a step is about settings alone. */
export function isSetting(step: Step): boolean {
  return step === 'configure' || step === 'see-settings'
}

/** Settings that are not as before are set once more, when everything else is done; then it is said that they are not. */
export function settingsSeen(
  before: ReleaseState,
  part: number,
  { differences, at, foreign, kept = [] }: Event & { kind: 'settings-seen' },
): ReleaseState {
  const state = kept.length === 0 ? before : remarkOn(before, part, keptSecrets(kept))
  const { environment, parts, policy } = state.plan
  if (foreign !== undefined && parts[part]?.before !== undefined) return awaitForeign(state, part, at, foreign)
  // Without anything of ours to bring back it stays; nobody knows then what serves.
  if (foreign !== undefined && partOf(state, part).overtaken === undefined)
    return settingsSeen(withPart(state, part, { overtaken: foreign.deployment }), part, {
      kind: 'settings-seen',
      part,
      differences,
      at,
    })
  if (differences.length === 0) return stepDone(state, at)
  const unlike = (partOf(state, part).unlike ?? 0) + 1
  const trouble = {
    code: 'settings-not-restored',
    sentence: `${parts[part]?.service} in ${environment} does not have its settings of before: ${inWords(differences)}.`,
  }
  const rest = state.back.slice(1)
  const set: BackStep = { part, step: 'configure' }
  const tried = { ...withPart(state, part, { unlike }), trouble, lookedAt: at, bad: 0 }
  if (unlike < policy.failures || (rest.length > 0 && parts[part]?.before !== undefined))
    return { ...tried, back: [...rest, ...(isToBeSet(rest, part) ? [] : [set]), { part, step: 'see-settings' }] }
  if (parts[part]?.before !== undefined) return rollbackFailed(tried, at, trouble)
  return stepDone(remarkOn(state, part, notRestored(trouble.sentence)), at)
}

function keptSecrets(names: readonly string[]) {
  return {
    code: 'secrets-not-restored',
    sentence: `Nobody can read the former value of ${names.join(', ')}, so the new one stands on the platform, for the next deployment.`,
    wayOut: 'Put the former value behind the reference again, then "kickai rotate" sets it.',
  }
}

function isToBeSet(steps: readonly BackStep[], part: number): boolean {
  return steps.some((each) => each.part === part && each.step === 'configure')
}

/** Until it has come to something nobody can say that the old one is what serves; then it is checked once more. */
function awaitForeign(state: ReleaseState, part: number, at: number, foreign: ForeignDeployment): ReleaseState {
  const again: BackStep[] = [
    { part, step: 'check' },
    { part, step: 'see-settings' },
  ]
  return {
    ...state,
    trouble: foreignReason(foreign),
    lookedAt: at,
    good: 0,
    bad: 0,
    back: [...state.back.slice(1), ...again],
  }
}
