import type { Case } from './cases.ts'
import { noFault } from './distributions.ts'

/** Shares, at most. Misses are counted at `missesAt` requests and wherever nothing depends on a number of requests. */
export const targets = { falseAlarms: 0.01, misses: 0.05, missesAt: 1000 }

/** The worst of all cases: good releases that were rolled back, and bad ones that went live. */
export interface ErrorRates {
  readonly falseAlarms: number
  readonly misses: number
}

export interface JudgeFigures extends ErrorRates {
  /** The mean over the same cases. */
  readonly meanFalseAlarms: number
  readonly meanMisses: number
  /** Bad releases that were not rolled back within the planned time, be it that they were watched for longer: the worst. */
  readonly notRolledBackInTime: number
  /** On the same requests, as many as the planned time brings. */
  readonly peers: { readonly [peer: string]: ErrorRates }
  readonly targets: typeof targets
  readonly releases: number
  readonly cases: readonly Case[]
}

/** Pure. */
export function figuresOf(cases: readonly Case[]): JudgeFigures {
  const ours = ({ rolledBack }: Case) => rolledBack
  const names = [...new Set(cases.flatMap(({ peers = {} }) => Object.keys(peers)))]
  const compared = cases.filter(({ peers }) => peers !== undefined)
  return {
    falseAlarms: worst(falseAlarmsOf(cases, ours)),
    misses: worst(missesOf(cases, ours)),
    meanFalseAlarms: mean(falseAlarmsOf(cases, ours)),
    meanMisses: mean(missesOf(cases, ours)),
    notRolledBackInTime: worst(missesOf(cases, ({ rolledBackInTime }) => rolledBackInTime)),
    peers: Object.fromEntries(
      names.map((name) => {
        const theirs = ({ peers }: Case) => peers?.[name] ?? 0
        return [
          name,
          { falseAlarms: worst(falseAlarmsOf(compared, theirs)), misses: worst(missesOf(compared, theirs)) },
        ]
      }),
    ),
    targets,
    releases: cases.reduce((sum, { runs }) => sum + runs, 0),
    cases,
  }
}

/** One sentence for each case beyond its target. */
export function missedTargets(cases: readonly Case[]): string[] {
  const ours = ({ rolledBack }: Case) => rolledBack
  return cases.flatMap((each) => {
    const name = `${each.what}, ${each.values}${each.size === undefined ? '' : `, ${each.size} requests`}`
    const [falseAlarm] = falseAlarmsOf([each], ours)
    if (falseAlarm !== undefined && falseAlarm > targets.falseAlarms)
      return [`${percent(falseAlarm)} false alarms, ${percent(targets.falseAlarms)} at most is wanted (${name}).`]
    const [miss] = missesOf([each], ours)
    if (miss === undefined || miss <= targets.misses) return []
    return [`${percent(miss)} misses of ${each.fault}, ${percent(targets.misses)} at most is wanted (${name}).`]
  })
}

function falseAlarmsOf(cases: readonly Case[], rolledBack: (each: Case) => number): number[] {
  return cases.filter(({ fault }) => fault === noFault.name).map(rolledBack)
}

function missesOf(cases: readonly Case[], rolledBack: (each: Case) => number): number[] {
  return cases
    .filter(({ fault, size = targets.missesAt }) => fault !== noFault.name && size === targets.missesAt)
    .map((each) => 1 - rolledBack(each))
}

function worst(shares: readonly number[]): number {
  return rounded(Math.max(0, ...shares))
}

function mean(shares: readonly number[]): number {
  return rounded(shares.reduce((sum, share) => sum + share, 0) / Math.max(1, shares.length))
}

function rounded(share: number): number {
  return Math.round(share * 1e6) / 1e6
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`
}
