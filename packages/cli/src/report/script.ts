/** What draws the charts in the browser. The tables are there without it. */
export const reportScript = `'use strict'
const { days, environments } = JSON.parse(document.getElementById('data').textContent)
const times = days.map((day) => Date.parse(day) / 1000)
const colours = ['#2f7d4f', '#c2571a', '#b3261e', '#7a7a7a', '#5b4bb5']
const ink = getComputedStyle(document.body).color
function draw(place, chart) {
  const isBars = chart.kind === 'bars'
  let values = chart.series.map((series) => series.values)
  if (isBars) values = values.map((_, index) => times.map((_, day) => values.slice(0, index + 1).reduce((sum, each) => sum + (each[day] ?? 0), 0) || null))
  const series = chart.series.map(({ label }, index) => ({
    label,
    stroke: colours[index],
    width: 2,
    points: { show: !isBars, size: 6 },
    spanGaps: true,
    ...(isBars && { fill: colours[index], paths: uPlot.paths.bars({ size: [0.7, 24] }), value: (_, __, ___, day) => (day === null ? '--' : String(chart.series[index].values[day] ?? 0)) }),
  }))
  if (chart.target !== undefined) {
    values.push(times.map(() => chart.target))
    series.push({ label: 'target', stroke: '#888888', dash: [6, 4], points: { show: false } })
  }
  // The highest bar is drawn first, so that each shows its own part.
  if (isBars) {
    values.reverse()
    series.reverse()
  }
  const axis = { stroke: ink, grid: { stroke: '#88888833' }, ticks: { stroke: '#88888855' } }
  new uPlot(
    {
      width: Math.max(280, place.clientWidth),
      height: 200,
      tzDate: (at) => uPlot.tzDate(new Date(at * 1000), 'Etc/UTC'),
      scales: { y: { range: (_, low, high) => (isBars ? [0, Math.max(1, high)] : chart.unit === '%' && low > 90 ? [Math.min(99, low), 100] : [0, high > 0 ? high * 1.1 : 1]) } },
      axes: [axis, { ...axis, size: 70, values: (_, ticks) => ticks.map((tick) => (isBars && tick % 1 !== 0 ? '' : tick + (isBars ? '' : ' ' + chart.unit))) }],
      series: [{ value: '{YYYY}-{MM}-{DD}' }, ...series],
    },
    [times, ...values],
    place,
  )
}
// All are shown before any is drawn: how wide each is depends on the others.
const figures = [...document.querySelectorAll('figure')]
for (const figure of figures) figure.hidden = false
const charts = environments.flatMap((environment) => environment.charts)
for (const [index, figure] of figures.entries()) draw(figure.lastElementChild, charts[index])
`
