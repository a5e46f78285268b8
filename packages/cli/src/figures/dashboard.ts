import { type Definition, definitions, type FigureName } from '@kickai/release'
import { metricOf } from './prometheus.ts'

const columns = 3
const [width, height] = [24 / columns, 7]
const source = { type: 'prometheus', uid: '$source' }
const units: { readonly [unit in Definition['unit']]: string } = { ms: 's', share: 'percentunit', 'per day': 'short' }

/** A dashboard for Grafana over what `kickai metrics --prometheus` prints: a panel for each figure, its target as a line. */
function dashboard(): object {
  return {
    title: 'Releases',
    uid: 'kickai-releases',
    tags: ['kickai'],
    schemaVersion: 39,
    editable: true,
    refresh: '5m',
    time: { from: 'now-30d', to: 'now' },
    templating: {
      list: [
        { name: 'source', label: 'Data source', type: 'datasource', query: 'prometheus' },
        {
          name: 'environment',
          label: 'Environment',
          type: 'query',
          datasource: source,
          query: { query: 'label_values(kickai_success_share_count, environment)', refId: 'A' },
          includeAll: true,
          multi: true,
          refresh: 2,
          current: { text: 'All', value: '$__all' },
        },
      ],
    },
    panels: (Object.keys(definitions) as FigureName[]).map(panel),
  }
}

/** As a file, for the documentation. */
export function dashboardFile(): string {
  return `${JSON.stringify(dashboard(), undefined, 2)}\n`
}

function panel(name: FigureName, index: number): object {
  const { title, meaning, unit, target }: Definition = definitions[name]
  const { metric, suffix } = metricOf(name)
  const expressions = [
    { expr: `${metric}${suffix}{environment=~"$environment"}`, legendFormat: '{{environment}}' },
    ...(target === undefined ? [] : [{ expr: `${metric}_target${suffix}`, legendFormat: `target: ${target.is}` }]),
  ]
  return {
    id: index + 1,
    type: 'timeseries',
    title: title.charAt(0).toUpperCase() + title.slice(1),
    description: meaning,
    datasource: source,
    gridPos: { x: (index % columns) * width, y: Math.floor(index / columns) * height, w: width, h: height },
    fieldConfig: {
      defaults: { unit: units[unit], custom: { lineWidth: 2, spanNulls: true } },
      overrides: [
        {
          matcher: { id: 'byRegexp', options: '/^target/' },
          properties: [{ id: 'custom.lineStyle', value: { fill: 'dash', dash: [8, 6] } }],
        },
      ],
    },
    targets: expressions.map((each, at) => ({ ...each, datasource: source, refId: String.fromCharCode(65 + at) })),
  }
}
