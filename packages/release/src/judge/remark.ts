/**
 * How heavy a remark weighs.
 * - `bad`: the release fails
 * - `inconclusive`: baking goes on; at its bound the environment's policy decides
 * - `suspicious`: baking goes on; at its bound the release passes and the remark is told
 * - `notice`: told, no more
 */
export type Weight = 'bad' | 'inconclusive' | 'suspicious' | 'notice'

/** One thing that was noticed about a release. */
export interface Remark {
  readonly weight: Weight
  readonly code: string
  readonly sentence: string
  /** What somebody can do about it, where there is something to be done. */
  readonly wayOut?: string
}

/** The share as people write it. */
export function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`
}
