import type { Plan } from '../plan/plan.ts'
import { brokenRules } from '../plan/promotion.ts'
import type { Finding } from '../ports/platform.ts'

/** The rules of a promotion as they stood when it was planned. */
export function promotionFindings({ promotion, policy }: Plan): Finding[] {
  if (promotion === undefined) return []
  const { rules, override, from } = promotion
  const broken = new Set(brokenRules(rules, policy.inconclusive))
  return rules
    .filter(({ outcome }) => outcome !== 'held')
    .map((rule) => ({
      code: `promotion-${rule.rule}`,
      severity: broken.has(rule) && override === undefined ? 'problem' : 'notice',
      sentence: override === undefined ? rule.sentence : `${rule.sentence} ${override.by} overrides it.`,
      wayOut: `See "kickai status" for ${from}; promote when it holds, or with --override "REASON".`,
    }))
}
