import { expect, test } from 'vitest'
import { draw } from './draw.ts'

const drawn = Array.from({ length: 1_000 }, (_, number) => draw(7, number))

test('a release comes from its seed and its number alone', () => {
  expect(draw(7, 123)).toEqual(drawn[123])
  expect(draw(8, 123)).not.toEqual(drawn[123])
})

test('good ones, bad ones of every kind, faults, and things that are killed', () => {
  const share = (is: string) => drawn.filter((each) => each.is === is).length / drawn.length
  expect(share('good')).toBeCloseTo(0.65, 1)
  expect(share('bad')).toBeCloseTo(0.3, 1)
  expect(share('barred')).toBeGreaterThan(0.02)
  const behaviours = new Set(drawn.filter(({ is }) => is === 'bad').map(({ ships }) => ships.behaviour))
  expect(behaviours.size).toBe(9)
  expect(drawn.filter(({ kill }) => kill?.what === 'deployer').length).toBeGreaterThan(30)
  expect(drawn.filter(({ kill }) => kill?.what === 'platform').length).toBeGreaterThan(20)
  expect(new Set(drawn.map(({ title }) => title.replace(/, \w+ killed.*/, ''))).size).toBeGreaterThan(80)
})
