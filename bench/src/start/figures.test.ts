import { expect, test } from 'vitest'
import { figuresOf, missedTargets } from './figures.ts'

test('medians beside those of bare Node', () => {
  const figures = figuresOf([
    { name: 'node', times: [10, 20, 90] },
    { name: 'quick', times: [25, 30, 31, 90], coldTimes: [60], atMost: 1.5 },
    { name: 'slow', times: [51], atMost: 2.5 },
    { name: 'shown', times: [900] },
  ])
  expect(figures).toEqual([
    { name: 'node', milliseconds: 20, timesBareNode: 1 },
    {
      name: 'quick',
      milliseconds: 30.5,
      timesBareNode: 1.53,
      coldMilliseconds: 60,
      coldTimesBareNode: 3,
      atMost: 1.5,
    },
    { name: 'slow', milliseconds: 51, timesBareNode: 2.55, atMost: 2.5 },
    { name: 'shown', milliseconds: 900, timesBareNode: 45 },
  ])
  expect(missedTargets(figures)).toEqual([
    'quick took 1.53 times as long as bare Node, not 1.5.',
    'slow took 2.55 times as long as bare Node, not 2.5.',
  ])
})

test('what was never measured is missed', () => {
  expect(
    missedTargets(
      figuresOf([
        { name: 'node', times: [] },
        { name: 'quick', times: [1], atMost: 2 },
      ]),
    ),
  ).toHaveLength(1)
})
