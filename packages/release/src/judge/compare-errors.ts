import type { Comparison, Objectives } from '../plan/policy.ts'
import { percent, type Remark } from './remark.ts'
import { settle } from './settle.ts'
import { chanceOfHigherShare, type Share } from './statistics/share.ts'

/** A growth by less than this part of the share that is allowed harms nobody, however sure it is. */
const leastPart = 0.2

/**
 * The new release's errors against the previous one's, exactly, however few there are. More errors than before never
 * pass without a word.
 */
export function compareErrors(
  before: Share,
  after: Share,
  level: number,
  rules: Comparison,
  objectives: Objectives,
): Remark[] {
  const [old, now] = [before.hits / before.of, after.hits / after.of]
  if (!(now > old)) return []
  const sentence = `${after.hits} of ${after.of} requests failed (${percent(now)}); before it were ${before.hits} of ${before.of} (${percent(old)}).`
  const code = 'more-errors'
  const told: Remark = { weight: 'notice', code, sentence }
  if (now - old < leastPart * objectives.errorShare) return [told]
  const settled = settle([{ p: chanceOfHigherShare(before, after), code, sentence }], level, rules.suspicion)
  return settled.length > 0 ? settled : [told]
}
