import { handled } from '@kickai/release/simulation'
import { expect, it } from 'vitest'
import { figuresOf, missedTargets, targets } from './figures.ts'

const everything = Object.fromEntries(
  Object.entries(handled).flatMap(([state, kinds]) => kinds.map((kind) => [`${state}, ${kind}: ${state}`, 1])),
)
const half = {
  releases: 50_000,
  classes: { 'good, no trouble': { live: 49_000, blocked: 1_000 } },
  transitions: everything,
  troubles: { 'upload lost': 7 },
}
const measured = { seconds: 25, processes: 2, seed: 1 }
const planted = [{ bug: 'a bug', foundAfter: 12 }]

it('adds up what the processes played', () => {
  const figures = figuresOf([half, half], measured, planted)
  expect(figures).toMatchObject({
    releases: 100_000,
    violations: 0,
    perSecond: 4_000,
    perSecondAndProcess: 2_000,
    verdicts: { live: 98_000, blocked: 2_000 },
    classes: { 'good, no trouble': { live: 98_000, blocked: 2_000 } },
    troubles: { 'upload lost': 14 },
    neverMet: [],
  })
  expect(missedTargets(figures)).toEqual([])
})

it('says each target that was missed, and how a violation comes about again', () => {
  const scenario = {} as NonNullable<Parameters<typeof figuresOf>[0][number]['violation']>['scenario']
  const violation = { seed: 3, path: '7:0', problems: ['It is so.'], scenario }
  const { 'live, notified: live': _left, ...transitions } = everything
  const figures = figuresOf([{ ...half, transitions, violation }], measured, [{ bug: 'another' }])
  expect(missedTargets(figures)).toEqual([
    `50000 releases were played; ${targets.releases} are wanted.`,
    'A promise was broken (npm run bench -- simulate --seed 3 --path 7:0): It is so.',
    'No release met this state and event: live, notified.',
    'A planted bug was not found within 20000 releases: another.',
  ])
})
