import { median } from '../median.ts'

/** How long one program took, each time; milliseconds. */
export interface Measured {
  readonly name: string
  readonly times: readonly number[]
  /** With nothing kept of an earlier start; absent where nothing is kept anyway. */
  readonly coldTimes?: readonly number[]
  /** How many times as long as bare Node it may take at most; absent where it is only shown. */
  readonly atMost?: number
}

export interface ProgramFigures {
  readonly name: string
  readonly milliseconds: number
  readonly timesBareNode: number
  readonly coldMilliseconds?: number
  readonly coldTimesBareNode?: number
  readonly atMost?: number
}

/** Puts the medians of all programs beside that of the first one, which is Node with nothing to do. Pure. */
export function figuresOf(measured: readonly Measured[]): ProgramFigures[] {
  const bare = median(measured[0]?.times ?? [])
  return measured.map(({ name, times, coldTimes, atMost }) => {
    const [milliseconds, cold] = [median(times), coldTimes && median(coldTimes)]
    return {
      name,
      milliseconds: rounded(milliseconds, 10),
      timesBareNode: rounded(milliseconds / bare, 100),
      ...(cold !== undefined && { coldMilliseconds: rounded(cold, 10), coldTimesBareNode: rounded(cold / bare, 100) }),
      ...(atMost !== undefined && { atMost }),
    }
  })
}

/** One sentence for each target that was missed. Pure. */
export function missedTargets(figures: readonly ProgramFigures[]): string[] {
  return figures
    .filter(({ timesBareNode, atMost }) => atMost !== undefined && !(timesBareNode <= atMost))
    .map(
      ({ name, timesBareNode, atMost }) => `${name} took ${timesBareNode} times as long as bare Node, not ${atMost}.`,
    )
}

function rounded(value: number, steps: number): number {
  return Math.round(value * steps) / steps
}
