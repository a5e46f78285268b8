import { type Definition, definitions, type FigureName, type Figures } from '@kickai/release'

const units: { readonly [unit in Definition['unit']]: { readonly suffix: string; readonly factor: number } } = {
  ms: { suffix: '_seconds', factor: 0.001 },
  share: { suffix: '_ratio', factor: 1 },
  'per day': { suffix: '_per_day', factor: 1 },
}

/**
 * Figures in Prometheus' text format, version 0.0.4, for the textfile collector or a scrape: one gauge for each figure, its
 * target, and how much it was measured of. What was not measured has no sample.
 */
export function prometheusText(found: readonly { readonly environment: string; readonly figures: Figures }[]): string {
  const lines: string[] = []
  for (const name of Object.keys(definitions) as FigureName[]) {
    const { meaning, unit, target }: Definition = definitions[name]
    const { factor } = units[unit]
    const { metric, suffix } = metricOf(name)
    const samples = found.flatMap(({ environment, figures }) => {
      const { value } = figures[name]
      return value === undefined ? [] : [sample(`${metric}${suffix}`, environment, value * factor)]
    })
    if (samples.length > 0)
      lines.push(`# HELP ${metric}${suffix} ${meaning}`, `# TYPE ${metric}${suffix} gauge`, ...samples)
    if (target !== undefined) {
      lines.push(`# HELP ${metric}_target${suffix} What ${metric}${suffix} is to be: ${target.is} this.`)
      lines.push(`# TYPE ${metric}_target${suffix} gauge`, `${metric}_target${suffix} ${target.value * factor}`)
    }
    lines.push(`# HELP ${metric}_count How much it was measured of.`, `# TYPE ${metric}_count gauge`)
    lines.push(...found.map(({ environment, figures }) => sample(`${metric}_count`, environment, figures[name].of)))
  }
  return `${lines.join('\n')}\n`
}

/** What a figure is called there: `kickai_commit_to_live` and `_seconds`. */
export function metricOf(name: FigureName): { readonly metric: string; readonly suffix: string } {
  const { unit }: Definition = definitions[name]
  return {
    metric: `kickai_${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`,
    suffix: units[unit].suffix,
  }
}

function sample(metric: string, environment: string, value: number): string {
  return `${metric}{environment="${environment}"} ${value}`
}
