import type { Plan } from '../plan/plan.ts'
import { brokenRules, type PromotionRule } from '../plan/promotion.ts'
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
      wayOut: promotionWayOut(rule, from),
    }))
}

/** What can be done where a rule does not hold; `from`: where the promotion comes from. */
export function promotionWayOut({ rule, outcome, environment }: PromotionRule, from: string): string {
  if (rule !== 'error-budget')
    return `See "kickai status" for ${from}; promote when it holds, or with --override "REASON".`
  return outcome === 'inconclusive'
    ? `Have "kickai monitor ${environment}" watch it; meanwhile promote with --override "REASON" where it is held up.`
    : `See "kickai metrics ${environment}"; wait, or promote what repairs it with --override "REASON".`
}
