import type { Remark } from './remark.ts'

/** A difference large enough to matter, if it is real. */
export interface Difference {
  /** How often chance alone would bring it about. */
  readonly p: number
  readonly code: string
  readonly sentence: string
}

/** Bad where chance is more seldom than `level`; suspicious where it is more seldom than `suspicion`. */
export function settle(differences: readonly Difference[], level: number, suspicion: number): Remark[] {
  return differences.flatMap(({ p, code, sentence }): Remark[] => {
    if (p < level) return [{ weight: 'bad', code, sentence }]
    return p < suspicion ? [{ weight: 'suspicious', code, sentence: `Perhaps: ${sentence}` }] : []
  })
}
