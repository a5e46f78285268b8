import { seededRandom } from '@kickai/release'
import { expect, test } from 'vitest'
import { placedCases, titleOf } from './places.ts'
import { randomCases } from './random-cases.ts'

test('every change has its four places, and each place is there once', () => {
  const titles = placedCases().map(titleOf)
  expect(new Set(titles).size).toBe(titles.length)
  const changes = [
    'deploy, upload',
    'rollback, restore',
    'automatic rollback, restore',
    'cold rollback, upload',
    'deploy that never serves, remove',
    'first deploy that fails, remove',
  ]
  for (const change of changes) expect(titles.filter((title) => title.startsWith(`${change}: `))).toHaveLength(6)
  expect(titles).toContain('deploy, upload: before writing "intent upload new"')
  expect(titles).toContain('deploy, upload: upload intended, never sent')
  expect(titles).toContain('deploy, upload: upload done, not answered')
  expect(titles).toContain('deploy, upload: before writing "deployment-created"')
})

test('the same seed gives the same times, another one others', () => {
  const cases = randomCases(seededRandom(7), 50)
  expect(cases).toHaveLength(50)
  expect(randomCases(seededRandom(7), 50)).toEqual(cases)
  expect(randomCases(seededRandom(8), 50)).not.toEqual(cases)
  expect(new Set(cases.map(({ scenario }) => scenario.name))).toEqual(
    new Set(['deploy', 'rollback', 'automatic rollback']),
  )
})
