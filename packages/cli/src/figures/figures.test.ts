import { definitions, emptyTally, type Figures, figuresOf } from '@kickai/release'
import { expect, test } from 'vitest'
import { configurationOf } from '../config/configuration.ts'
import { dashboardFile } from './dashboard.ts'
import { figureText, targetText } from './format-figure.ts'
import { prometheusText } from './prometheus.ts'
import { figuresIn, windowOf } from './read-figures.ts'

test('a figure reads as people write it, and no data is said', () => {
  const { commitToLive, availability, deploymentFrequency } = definitions
  const of = 1
  expect(figureText(commitToLive, { of, value: 950 })).toBe('950 ms')
  expect(figureText(commitToLive, { of, value: 64_000 })).toBe('1.1 min')
  expect(figureText(commitToLive, { of, value: 7_200_000 })).toBe('2 h')
  expect(figureText(commitToLive, { of, value: 86_400_000 * 3 })).toBe('3 d')
  expect(figureText(commitToLive, { of, value: 3_600_000 * 47 })).toBe('47 h')
  expect(figureText(availability, { of, value: 0.99954 })).toBe('99.95 %')
  expect(figureText(deploymentFrequency, { of, value: 0.333 })).toBe('0.33 a day')
  expect(figureText(availability, { of: 0 })).toBe('no data')
  expect([targetText(commitToLive), targetText(availability), targetText(deploymentFrequency)]).toEqual([
    '< 5 min',
    '≥ 99.9 %',
    '',
  ])
})

test('an error budget is counted of the availability that its environment is to have', () => {
  const services = { web: { start: 'a' } }
  const environments = { staging: {}, production: { errorBudget: { availability: 0.99 } } }
  const configuration = configurationOf({ name: 'shop', services, environments }, '/', '/kickai.config.ts')
  const down = { ...emptyTally, service: { ...emptyTally.service, watchedMs: 86_400_000, downMs: 432_000 } }
  const days = new Map(Object.keys(environments).map((name) => [name, new Map([['2026-03-01', down]])]))
  const found = figuresIn({ configuration }, Object.keys(environments), days, { days: 1, from: '2026-03-01' })
  // Down for 0.5 % of a day, of which 0.1 % and 1 % may be missed.
  expect(found.map(({ figures }) => figures.budgetLeft.value)).toEqual([expect.closeTo(-4), expect.closeTo(0.5)])
})

test('a window is whole days, today among them', () => {
  expect(windowOf(1, Date.parse('2026-03-01T00:00:01Z'))).toEqual({ days: 1, from: '2026-03-01' })
  expect(windowOf(30, Date.parse('2026-03-01T23:59:59Z'))).toEqual({ days: 30, from: '2026-01-31' })
})

test("Prometheus' text: base units, targets, how much it was measured of, and nothing for what was not measured", () => {
  const figures = figuresOf({ ...emptyTally, changes: { live: 3, failed: 1 }, rollbackMs: [1_500] }, 86_400_000)
  const text = prometheusText([{ environment: 'production', figures }])
  expect(text).toContain(
    '# TYPE kickai_success_share_ratio gauge\nkickai_success_share_ratio{environment="production"} 0.75\n',
  )
  expect(text).toContain('kickai_rollback_seconds{environment="production"} 1.5\n')
  expect(text).toContain('kickai_rollback_target_seconds 120\n')
  expect(text).toContain('kickai_commit_to_live_count{environment="production"} 0\n')
  expect(text).not.toMatch(/^kickai_commit_to_live_seconds\{/m)
  for (const line of text.trimEnd().split('\n'))
    expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+(\{environment="\w+"\})? [\d.e-]+)$/)
})

test('every metric that the dashboard asks for is one that is printed, and every figure has its panel', () => {
  const measured = { value: 0.5, of: 1 }
  const figures = Object.fromEntries(Object.keys(definitions).map((name) => [name, measured])) as Figures
  const printed = new Set(prometheusText([{ environment: 'production', figures }]).match(/^kickai_\w+/gm))
  const asked = new Set(dashboardFile().match(/kickai_\w+/g))
  expect([...asked].filter((name) => !printed.has(name))).toEqual([])
  expect(JSON.parse(dashboardFile()).panels).toHaveLength(Object.keys(definitions).length)
})
