import { remarkOn } from './others.ts'
import { enter, partOf } from './part.ts'
import type { BackStep, Reason, ReleaseState } from './state.ts'

export type Step = BackStep['step']

/** The first step is done; after the last one the release has ended. */
export function stepDone(state: ReleaseState, at: number): ReleaseState {
  const { trouble: _trouble, ...kept } = state
  const rest = { ...kept, back: state.back.slice(1), good: 0, bad: 0 }
  return rest.back.length === 0 ? finishBack(rest, at) : rest
}

/** Puts other steps in the place of the first one. */
export function replaceStep(state: ReleaseState, steps: readonly Step[]): ReleaseState {
  const [first, ...rest] = state.back
  if (first === undefined) return state
  return { ...state, good: 0, bad: 0, back: [...steps.map((step) => ({ part: first.part, step })), ...rest] }
}

/** Everything there was to do is done. */
export function finishBack(state: ReleaseState, at: number): ReleaseState {
  const served = state.parts.some(
    (part, index) => (part.served || part.overtaken !== undefined) && state.plan.parts[index]?.before !== undefined,
  )
  const lost = state.reason?.code === 'outcome-unknown' && partOf(state, state.part).deployment === undefined
  // What somebody else started is not ours to take away, and there is nothing of ours to put in its place.
  const foreign = state.parts.some((part, index) => part.overtaken !== undefined && !state.plan.parts[index]?.before)
  const verdict = lost || foreign ? 'unknown' : served ? 'rolled back' : 'failed'
  return { ...enter(state, 'ended', at), verdict }
}

/** Everything is as before, and nobody could look whether what was sent without a trace has come after all. */
export function notSought(state: ReleaseState, at: number): ReleaseState {
  const { reason, trouble } = state
  const why = trouble?.sentence ?? 'the time was over.'
  const sentence = `${reason?.sentence ?? ''} Whether what had been sent came after all could not be looked up: ${why}`
  const told = { code: 'outcome-unknown', ...reason, sentence }
  return { ...enter(state, 'ended', at), back: [], verdict: 'unknown', reason: told }
}

/** Nobody can say that the old one serves as before; `reason` is why. */
export function rollbackFailed(state: ReleaseState, at: number, { code, sentence }: Reason): ReleaseState {
  const first = state.reason?.sentence ?? ''
  const named = namedFor(state, state.back[0]?.part ?? state.part, sentence)
  const reason = { code, ...named, sentence: `${named.sentence} The release was going back because: ${first}` }
  return { ...enter(withoutSettings(state), 'ended', at), verdict: 'rollback failed', reason }
}

/** A sentence about one of several services names it. */
export function namedFor({ plan }: ReleaseState, part: number | 'whole', sentence: string) {
  const service = part === 'whole' ? undefined : plan.parts[part]?.service
  if (service === undefined) return { sentence }
  return { sentence: plan.parts.length > 1 ? `${service}: ${sentence}` : sentence, service }
}

/** Says of which services it was not seen that they have their settings of before. Nothing more is done for them. */
export function withoutSettings(state: ReleaseState): ReleaseState {
  const unseen = new Set(state.back.filter(({ step }) => step === 'see-settings').map(({ part }) => part))
  return [...unseen].reduce<ReleaseState>((after, part) => {
    const { service } = after.plan.parts[part] ?? {}
    const isSaid = partOf(after, part).noticed?.some(({ code }) => code === 'settings-not-restored')
    const sentence = `It was not seen that ${service} has its settings of before again.`
    return isSaid === true ? after : remarkOn(after, part, notRestored(sentence))
  }, state)
}

/** What is to be said of a service that does not have its settings of before. */
export function notRestored(sentence: string) {
  const wayOut = 'Set them on Railway by hand; the next release sets its own.'
  return { code: 'settings-not-restored', sentence, wayOut }
}
