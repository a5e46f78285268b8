/** What was measured with a journal of one size. Milliseconds. */
export interface Measured {
  readonly releases: number
  /** From the start of a cold process of the packed command until its figures were printed: median. */
  readonly coldMs: number
  /** The same without any command: `node --eval 0`. */
  readonly bareNodeMs: number
  /** Counting everything anew, in this process. */
  readonly foldMs: number
  readonly foldEqual: boolean
}

const targets = { releases: 100_000, coldMs: 500, growth: 1.5 }

/** How many times as long each release takes in the largest journal as in the smallest; 1 is linear. */
export function growthOf(all: readonly Measured[]): number {
  const [least, most] = [all[0], all.at(-1)]
  if (least === undefined || most === undefined) throw new RangeError('Nothing was measured.')
  return most.foldMs / most.releases / (least.foldMs / least.releases)
}

/** One sentence for each target that was missed. */
export function missedTargets(all: readonly Measured[]): string[] {
  const most = all.at(-1)
  const growth = growthOf(all)
  const missed: string[] = []
  if (most === undefined || most.releases < targets.releases)
    missed.push(`${most?.releases ?? 0} releases were counted, ${targets.releases} are wanted.`)
  if (most !== undefined && !(most.coldMs <= targets.coldMs))
    missed.push(`Figures took ${Math.round(most.coldMs)} ms, ${targets.coldMs} are allowed.`)
  if (!all.every(({ foldEqual }) => foldEqual)) missed.push('What is kept does not equal what is counted anew.')
  if (!(growth <= targets.growth))
    missed.push(
      `A release costs ${growth.toFixed(2)} times as much in the largest journal, ${targets.growth} are allowed.`,
    )
  return missed
}
