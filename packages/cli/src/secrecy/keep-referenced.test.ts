import { expect, test } from 'vitest'
import { keepLikely } from './keep-referenced.ts'
import { referencesWithin } from './references.ts'
import { openSecrecy } from './secrecy.ts'

test('references are found wherever a configuration has them, each once', () => {
  const configuration = {
    journal: 'env:JOURNAL',
    environments: [{ settings: { web: { KEY: { secret: 'file:a/b' }, PLAIN: 'file:data.db' } } }],
    hooks: { before: [{ command: 'x', variables: { A: 'env:NOT', B: { secret: 'env:JOURNAL' } } }] },
    notify: [{ address: 'env:HOOK' }, { address: 'env:JOURNAL' }],
  }
  expect(referencesWithin(configuration)).toEqual(['env:JOURNAL', 'file:a/b', 'env:HOOK'])
})

test('without a configuration the names and shapes of variables tell', () => {
  const secrecy = openSecrecy()
  const variables = { SHOP_TOKEN: 'planted-one', WHERE: 'https://u:planted-two@host/', HOME: '/home/planted-three' }
  keepLikely(variables, secrecy)
  expect(secrecy.scrub('planted-one planted-two /home/planted-three')).toBe('[secret] [secret] /home/planted-three')
})
