import { expect, test } from 'vitest'
import { figuresOf, missedTargets, type TopologyMeasured } from './figures.ts'

const measured: TopologyMeasured = {
  name: 'projects',
  created: { projects: 3, environments: 3, services: 9, tokens: 3 },
  second: { changes: 0, same: true },
  kills: Array.from({ length: 10 }, (_, index) => ({ place: `at ${index}`, struck: true, end: 'all' })),
  end: 'all',
  seconds: { first: 2.04, second: 1 },
}

test('all as it must be', () => {
  const figures = figuresOf(measured)
  expect(figures).toMatchObject({ secondRunChanges: 0, afterKillSame: true, kills: 10, differing: [], firstSeconds: 2 })
  expect(missedTargets([figures])).toEqual([])
})

test('a change that was not told, another end and a kill that never struck are seen', () => {
  const [first, second, ...others] = measured.kills
  if (first === undefined || second === undefined) throw new RangeError('ten were made')
  const kills = [{ ...first, end: 'less' }, { ...second, struck: false }, ...others.slice(1)]
  const figures = figuresOf({ ...measured, second: { changes: 0, same: false }, kills })
  expect(figures).toMatchObject({ secondRunChanges: 1, afterKillSame: false, differing: ['at 0', 'at 1'] })
  expect(missedTargets([figures])).toHaveLength(4)
})
