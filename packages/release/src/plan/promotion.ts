/** What an artifact must fulfil where it comes from before it may go on; `error-budget` is about where it goes. */
export type PromotionRuleName = 'known' | 'serving' | 'held-time' | 'objectives' | 'error-budget' | 'tree'

/** One rule, as it stood when the promotion was planned. */
export interface PromotionRule {
  readonly rule: PromotionRuleName
  /** `inconclusive`: nobody can tell; the policy of the environment that is promoted into decides. */
  readonly outcome: 'held' | 'broken' | 'inconclusive'
  readonly sentence: string
  /** From when on it holds, if nothing else changes; milliseconds since 1970. */
  readonly notBefore?: number
  /** Which environment it is about; absent: the one that is promoted from. */
  readonly environment?: string
  /** What becomes of this rule where it is inconclusive; absent: what the policy says. */
  readonly inconclusive?: 'fail' | 'pass'
}

/** What is promoted, and on which evidence. Journaled with the plan. */
export interface Promotion {
  /** The environment that it comes from, and the release that is live there. */
  readonly from: string
  readonly release: string
  readonly rules: readonly PromotionRule[]
  /** Somebody took it on themselves. `rules` are those that did not hold. */
  readonly override?: { readonly by: string; readonly reason: string; readonly rules: readonly PromotionRuleName[] }
}

/** The rules that stand against a promotion. What is inconclusive counts as the rule says, else as the policy does. */
export function brokenRules(rules: readonly PromotionRule[], inconclusive: 'fail' | 'pass'): readonly PromotionRule[] {
  return rules.filter(
    (rule) =>
      rule.outcome === 'broken' || (rule.outcome === 'inconclusive' && (rule.inconclusive ?? inconclusive) === 'fail'),
  )
}
