import { type Definition, definitions, type FigureName, figuresOf, type Tally } from '@kickai/release'

const dayMs = 86_400_000

/** One chart: a value for each day of the window, null where nothing was measured. */
export interface Chart {
  readonly title: string
  /** What the values are in. */
  readonly unit: 'releases' | 's' | '%'
  readonly kind: 'bars' | 'lines'
  readonly series: readonly { readonly label: string; readonly values: readonly (number | null)[] }[]
  /** What the values are to keep to, in their unit. */
  readonly target?: number
}

/** The days of a window, oldest first; `from` such as `2026-11-01`, UTC. */
export function daysFrom(from: string, count: number): string[] {
  const first = Date.parse(from)
  return Array.from({ length: count }, (_, day) => new Date(first + day * dayMs).toISOString().slice(0, 10))
}

/** Figures side by side in a chart have one unit. */
const lines: readonly { readonly title: string; readonly figures: readonly FigureName[] }[] = [
  { title: 'From the commit to live', figures: ['commitToLive', 'leadTime'] },
  { title: 'The way back', figures: ['rollback', 'recovery'] },
  { title: 'Changes that failed', figures: ['changeFailShare'] },
  { title: 'Down in deployments', figures: ['downInReleases'] },
  { title: 'Availability', figures: ['availability'] },
  { title: 'Response time', figures: ['response'] },
  { title: 'Requests that fail', figures: ['errorShare'] },
  { title: 'Processor and memory in use', figures: ['processor', 'memory'] },
]

/** The charts of an environment, day by day. Those that would be empty are left out. Pure. */
export function chartsOf(tallies: ReadonlyMap<string, Tally>, days: readonly string[]): Chart[] {
  const ofDays = days.map((day) => tallies.get(day))
  const figures = ofDays.map((tally) => tally && figuresOf(tally, dayMs))
  const drawn = lines.map(({ title, figures: names }): Chart => {
    const first: Definition = definitions[names[0] ?? 'availability']
    const factor = first.unit === 'ms' ? 0.001 : 100
    return {
      title,
      unit: first.unit === 'ms' ? 's' : '%',
      kind: 'lines',
      series: names.map((name) => ({
        label: definitions[name].title,
        values: figures.map((of) => scaled(of?.[name].value, factor)),
      })),
      ...(first.target && { target: scaled(first.target.value, factor) ?? 0 }),
    }
  })
  return [endingsOf(ofDays), ...drawn].filter(({ series }) =>
    series.some(({ values }) => values.some((value) => value !== null)),
  )
}

const endings = [
  ['live', ['live']],
  ['rolled back', ['rolled back']],
  ['failed', ['failed']],
  ['blocked', ['blocked']],
  ['unknown or rollback failed', ['unknown', 'rollback failed']],
] as const

function endingsOf(days: readonly (Tally | undefined)[]): Chart {
  const series = endings.map(([label, verdicts]) => ({
    label,
    values: days.map((tally) => {
      const count = verdicts.reduce((sum, verdict) => sum + (tally?.changes[verdict] ?? 0), 0)
      return count === 0 ? null : count
    }),
  }))
  return { title: 'How releases ended', unit: 'releases', kind: 'bars', series }
}

function scaled(value: number | undefined, factor: number): number | null {
  return value === undefined ? null : Number((value * factor).toFixed(4))
}
