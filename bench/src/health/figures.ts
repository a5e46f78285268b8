import { median } from '../median.ts'
import type { Asked } from './ask.ts'

/** One turn of asking the server without probes and the one with them. */
export interface Round {
  readonly bare: Asked
  readonly probes: Asked
}

export interface Measured {
  readonly rounds: readonly Round[]
  /** With every dependency hanging. */
  readonly hanging: Asked
  /** How often the dependency that was asked most was asked, and how often the intervals allow. */
  readonly asked: number
  readonly allowed: number
}

const targets = { ratio: 0.8, hangingP99Ms: 20 }

/** Ratios are medians over the rounds: a round in which the machine had other work tells little. */
export function figuresOf({ rounds, hanging, asked, allowed }: Measured) {
  const middle = (read: (round: Round) => number) => median(rounds.map(read))
  return {
    perSecond: { bare: middle(({ bare }) => bare.perSecond), probes: middle(({ probes }) => probes.perSecond) },
    p99Ms: { bare: middle(({ bare }) => bare.p99), probes: middle(({ probes }) => probes.p99) },
    perSecondRatio: middle(({ bare, probes }) => probes.perSecond / bare.perSecond),
    p99Ratio: middle(({ bare, probes }) => bare.p99 / probes.p99),
    hangingP99Ms: hanging.p99,
    asked,
    allowed,
    failed: [hanging, ...rounds.flatMap(({ bare, probes }) => [bare, probes])].reduce(
      (sum, each) => sum + each.failed,
      0,
    ),
  }
}

/** One sentence for each target that was missed. */
export function missedTargets(figures: ReturnType<typeof figuresOf>): string[] {
  const { perSecondRatio, p99Ratio, hangingP99Ms, asked, allowed, failed } = figures
  const missed: string[] = []
  if (!(perSecondRatio >= targets.ratio))
    missed.push(
      `With probes it answers ${perSecondRatio.toFixed(2)} times as many requests; ${targets.ratio} are wanted.`,
    )
  if (!(p99Ratio >= targets.ratio))
    missed.push(`Without probes p99 is ${p99Ratio.toFixed(2)} of that with them; ${targets.ratio} is wanted.`)
  if (!(hangingP99Ms < targets.hangingP99Ms))
    missed.push(
      `With hanging dependencies p99 is ${hangingP99Ms.toFixed(1)} ms; less than ${targets.hangingP99Ms} is wanted.`,
    )
  if (asked > allowed) missed.push(`A dependency was asked ${asked} times; its interval allows ${allowed}.`)
  if (failed > 0) missed.push(`${failed} requests were not answered with 200.`)
  return missed
}
