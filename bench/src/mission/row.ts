import { definitions, type FigureName } from '@kickai/release'

/** What the mission's page asks for, in the figure's unit. */
export type Wanted = { is: 'at least' | 'at most' | 'more than' | 'less than'; value: number }

/** One target or percentage of the mission's page with what was measured. */
export type Row = {
  /** As the page calls it. */
  line: string
  /** `share`: 0.5 is 50 %. `points`: percentage points as a share. */
  unit: 'share' | 'points' | 'ms'
  wanted: Wanted
  /** Absent where it could not be measured here; `how` says why. */
  measured?: number
  reached?: boolean
  /** In one sentence, with the numbers behind it. */
  how: string
}

/** Judges a measured value. Pure. */
export function rowOf(line: string, unit: Row['unit'], wanted: Wanted, measured: number | undefined, how: string): Row {
  if (measured === undefined) return { line, unit, wanted, how }
  const value = Number(measured.toFixed(unit === 'ms' ? 0 : 4))
  return { line, unit, wanted, measured: value, reached: keeps(wanted, value), how }
}

/** A row whose target is that of a figure of `kickai metrics`. Pure. */
export function figureRow(line: string, name: FigureName, measured: number | undefined, how: string): Row {
  const definition = definitions[name]
  if (!('target' in definition)) throw new RangeError(`${name} has no target`)
  return rowOf(line, definition.unit === 'ms' ? 'ms' : 'share', definition.target, measured, how)
}

/** How much faster the second is than the first: 0.5 is 50 % faster, less than 0 is slower. Pure. */
export function fasterBy(before: number, after: number): number {
  return 1 - after / before
}

/** What was missed, each a sentence. Pure. */
export function missedRows(rows: readonly Row[]): string[] {
  return rows
    .filter(({ reached }) => reached !== true)
    .map(({ line, measured, how }) =>
      measured === undefined ? `${line} could not be measured: ${how}` : `${line}: ${measured}. ${how}`,
    )
}

/** Seconds for a sentence. Pure. */
export function seconds(value: number): string {
  return `${Number(value.toFixed(value < 1 ? 2 : 1))} s`
}

function keeps({ is, value: limit }: Wanted, value: number): boolean {
  if (is === 'at least') return value >= limit
  if (is === 'at most') return value <= limit
  return is === 'more than' ? value > limit : value < limit
}
