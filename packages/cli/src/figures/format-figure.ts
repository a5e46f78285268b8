import type { Definition, FigureTarget, FigureValue } from '@kickai/release'
import { grouped } from '../output/format.ts'

/** A figure as a cell: `98.2 %`, `1 min 4 s`, `no data`. */
export function figureText({ unit }: Definition, { value }: FigureValue): string {
  return value === undefined ? 'no data' : valueText(unit, value)
}

/** A target as a cell: `> 95 %`. */
export function targetText({ unit, target }: Definition): string {
  return target === undefined ? '' : `${signs[target.is]} ${valueText(unit, target.value)}`
}

const signs: { readonly [is in FigureTarget['is']]: string } = {
  'at least': '≥',
  'at most': '≤',
  'more than': '>',
  'less than': '<',
}

function valueText(unit: Definition['unit'], value: number): string {
  if (unit === 'share') return `${trimmed(value * 100, 2)} %`
  if (unit === 'per day') return `${trimmed(value, 2)} a day`
  if (value < 1_000) return `${trimmed(value, 1)} ms`
  if (value < 60_000) return `${trimmed(value / 1_000, 1)} s`
  if (value < 3_600_000) return `${trimmed(value / 60_000, 1)} min`
  return value < 172_800_000 ? `${trimmed(value / 3_600_000, 1)} h` : `${grouped(Math.round(value / 86_400_000))} d`
}

/** As many decimals as say something: 95, 99.95. */
function trimmed(value: number, decimals: number): string {
  return String(Number(value.toFixed(decimals)))
}
