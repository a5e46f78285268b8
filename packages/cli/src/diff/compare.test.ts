import { expect, test } from 'vitest'
import { compareSettings, isDrifted, sharedValues } from './compare.ts'
import type { LookedSetting } from './look.ts'

const setting = (name: string, value: string | undefined, more: Partial<LookedSetting> = {}): LookedSetting => ({
  service: 'web',
  name,
  kind: 'secret',
  mustDiffer: true,
  ...(value !== undefined && { fingerprint: `${name} ${value}`, mark: value }),
  ...more,
})

const plain = { kind: 'value', mustDiffer: false } as const

test('what both have alike is only told against where it must differ', () => {
  const first = [setting('A', '1'), setting('B', '1', plain), setting('C', '3'), setting('D', undefined)]
  const second = [setting('A', '1'), setting('B', '1', plain), setting('C', '4'), setting('D', '5'), setting('E', '1')]
  const compared = compareSettings({ settings: first }, { settings: second })
  expect(compared.map(({ name, relation }) => [name, relation])).toEqual([
    ['A', 'shared'],
    ['B', 'same'],
    ['C', 'different'],
    ['D', 'unknown'],
    ['E', 'only in the second'],
  ])
  expect(compared[0]).toEqual({
    service: 'web',
    name: 'A',
    relation: 'shared',
    first: { kind: 'secret', fingerprint: 'A 1' },
    second: { kind: 'secret', fingerprint: 'A 1' },
  })
  // Also where it has another name; but not where it is no secret there.
  const shared = sharedValues({ settings: first }, { settings: second })
  expect(shared.map(({ first: one, second: other }) => [one, other])).toEqual([
    ['web.A', 'web.A'],
    ['web.A', 'web.E'],
  ])
})

test('what is sealed, and so cannot be seen, is no drift', () => {
  const held = (how: 'unseen' | 'extra') => ({ service: 'web', name: 'A', how })
  expect(isDrifted({ platform: [], repository: [] })).toBe(false)
  expect(isDrifted({ platform: [held('unseen')], repository: [] })).toBe(false)
  expect(isDrifted({ platform: [held('unseen'), held('extra')], repository: [] })).toBe(true)
  expect(isDrifted({ platform: [], repository: [{ service: 'web', what: 'artifact', change: 'changed' }] })).toBe(true)
})
