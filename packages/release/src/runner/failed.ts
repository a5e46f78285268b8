import type { Happening } from '../machine/event.ts'

/** An effect's failure as an event: the error's code and sentence, and whether it may have acted all the same. */
export function failed(
  effect: { readonly kind: string },
  error: unknown,
  acted: 'no' | 'unknown',
): Happening & { kind: 'effect-failed' } {
  const code =
    error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'platform-failed'
  return { kind: 'effect-failed', effect: effect.kind, code, sentence: sentenceOf(error), acted }
}

export function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
