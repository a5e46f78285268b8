import { percentile } from '../switch/figures.ts'

/** One way back, in milliseconds from the command, or from the first bad answer. */
export type WayBack = {
  /** Until the old release was first proven by its own answer. */
  provenMs: number
  /** Until all the checks asked for had passed in a row. */
  checkedMs: number
}

export type Measured = {
  warm: readonly WayBack[]
  automatic: readonly WayBack[]
  cold: readonly WayBack[]
  /** The application started by itself. */
  boots: readonly number[]
  lost: number
  requests: number
}

type Spread = { p50: number; p99: number }

export type RollbackFigures = {
  warmMs: Spread
  automaticMs: Spread
  coldMs: Spread
  /** The middle of all; beside it the worst but one of a hundred. */
  appBootMs: number
  appBootP99Ms: number
  /** The same ways back until all checks had passed in a row. */
  checked: { warmMs: Spread; automaticMs: Spread; coldMs: Spread }
  repetitions: { warm: number; automatic: number; cold: number; boots: number }
  targets: { warm: 'met' | 'missed'; automatic: 'met' | 'missed' }
  requests: number
  lost: number
}

export const targets = { warm: 100, automatic: 30, cold: 30, warmOverBootMs: 1_000, automaticMs: 5_000 }

/** Puts the figures together. Pure. */
export function figuresOf({ warm, automatic, cold, boots, lost, requests }: Measured): RollbackFigures {
  const spread = (ways: readonly WayBack[], of: keyof WayBack): Spread => {
    const values = ways.map((way) => way[of])
    return { p50: percentile(values, 50), p99: percentile(values, 99) }
  }
  const warmMs = spread(warm, 'provenMs')
  const automaticMs = spread(automatic, 'provenMs')
  const appBootMs = percentile(boots, 50)
  const appBootP99Ms = percentile(boots, 99)
  const over = targets.warmOverBootMs
  const isWarm = warmMs.p50 <= appBootMs + over && warmMs.p99 <= appBootP99Ms + over
  return {
    warmMs,
    automaticMs,
    coldMs: spread(cold, 'provenMs'),
    appBootMs,
    appBootP99Ms,
    checked: {
      warmMs: spread(warm, 'checkedMs'),
      automaticMs: spread(automatic, 'checkedMs'),
      coldMs: spread(cold, 'checkedMs'),
    },
    repetitions: { warm: warm.length, automatic: automatic.length, cold: cold.length, boots: boots.length },
    targets: { warm: isWarm ? 'met' : 'missed', automatic: automaticMs.p99 <= targets.automaticMs ? 'met' : 'missed' },
    requests,
    lost,
  }
}

/** Which targets were missed, each a sentence. Pure. */
export function missedTargets(figures: RollbackFigures): string[] {
  const { warmMs, automaticMs, appBootMs, appBootP99Ms, repetitions, lost } = figures
  const missed: string[] = []
  for (const way of ['warm', 'automatic', 'cold'] as const)
    if (repetitions[way] < targets[way]) missed.push(`${repetitions[way]} ${way} rollbacks, fewer than ${targets[way]}`)
  if (figures.targets.warm === 'missed')
    missed.push(
      `a warm rollback takes ${warmMs.p50} ms (p99 ${warmMs.p99}), more than the boot of ${appBootMs} ms (p99 ${appBootP99Ms}) and 1 s`,
    )
  if (figures.targets.automatic === 'missed')
    missed.push(`from the first bad answer it takes ${automaticMs.p99} ms in the worst of a hundred, more than 5 s`)
  if (lost > 0) missed.push(`${lost} requests were lost`)
  return missed
}
