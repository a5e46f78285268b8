import { median as exactMedian } from '../median.ts'
import type { Split } from './split.ts'

/** How long the same thing took with nothing kept, and with all that is kept of the time before; seconds. */
export interface Twice {
  readonly cold: readonly number[]
  readonly cached: readonly number[]
}

export interface Measured {
  /** Releases of a changed commit, each. */
  readonly splits: readonly Split[]
  readonly testSeconds: readonly number[]
  /** The same commit released once more. */
  readonly unchangedSeconds: readonly number[]
  readonly bundle: Twice & { readonly bytes: number }
  /** Of a bundle that is there, by podman alone; or why there is none. */
  readonly image: (Twice & { readonly bytes: number; readonly baseBytes: number }) | { readonly leftOut: string }
}

const targets = { ownSeconds: 1, unchangedSeconds: 2, cachedShare: 0.5 }

/** Medians of everything. Pure. */
export function figuresOf({ splits, testSeconds, unchangedSeconds, bundle, image }: Measured) {
  const names = Object.keys(splits[0] ?? {}) as (keyof Split)[]
  const split = Object.fromEntries(names.map((name) => [`${name}Seconds`, median(splits.map((each) => each[name]))]))
  return {
    releases: splits.length,
    commitToLive: { testSeconds: median(testSeconds), ...split } as { ownSeconds?: number } & Record<string, number>,
    unchangedSeconds: median(unchangedSeconds),
    bundle: { ...twice(bundle), kilobytes: Math.round(bundle.bytes / 1000) },
    image:
      'leftOut' in image
        ? image
        : {
            // From the commit: its bundle, then the image of that.
            ...twice({
              cold: [median(bundle.cold) + median(image.cold)],
              cached: [median(bundle.cached) + median(image.cached)],
            }),
            podmanColdSeconds: median(image.cold),
            podmanCachedSeconds: median(image.cached),
            kilobytes: Math.round(image.bytes / 1000),
            withoutBaseKilobytes: Math.round((image.bytes - image.baseBytes) / 1000),
          },
    targets,
  }
}

export type Figures = ReturnType<typeof figuresOf>

/** One sentence for each target that was missed. Pure. */
export function missedTargets({ commitToLive, unchangedSeconds, bundle, image }: Figures): string[] {
  const own = commitToLive.ownSeconds ?? Number.NaN
  const missed: string[] = []
  if (!(own <= targets.ownSeconds)) missed.push(`Our own share was ${own} s, not ${targets.ownSeconds} s.`)
  if (!(unchangedSeconds < targets.unchangedSeconds))
    missed.push(`With nothing changed it took ${unchangedSeconds} s, not below ${targets.unchangedSeconds} s.`)
  for (const [name, found] of Object.entries({ bundle, image })) {
    if ('leftOut' in found || found.cachedShare <= targets.cachedShare) continue
    missed.push(`A cached build of the ${name} took ${found.cachedShare} of a cold one, not ${targets.cachedShare}.`)
  }
  return missed
}

function twice({ cold, cached }: Twice) {
  const [coldSeconds, cachedSeconds] = [median(cold), median(cached)]
  return { coldSeconds, cachedSeconds, cachedShare: Math.round((100 * cachedSeconds) / coldSeconds) / 100 }
}

/** To the millisecond. */
function median(values: readonly number[]): number {
  return Math.round(1000 * exactMedian(values)) / 1000
}
