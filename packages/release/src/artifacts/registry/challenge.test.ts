import { expect, test } from 'vitest'
import { parseChallenges } from './challenge.ts'

test.each([
  [null, []],
  ['', []],
  ['Basic realm="a registry"', [{ scheme: 'basic', parameters: { realm: 'a registry' } }]],
  ['Basic', [{ scheme: 'basic', parameters: {} }]],
  [
    'Bearer realm="https://auth.example/token",service="registry.example",scope="repository:team/club:pull,push"',
    [
      {
        scheme: 'bearer',
        parameters: {
          realm: 'https://auth.example/token',
          service: 'registry.example',
          scope: 'repository:team/club:pull,push',
        },
      },
    ],
  ],
  [
    'Negotiate, BEARER Realm = "a\\"b" , error=insufficient_scope, Basic realm="x"',
    [
      { scheme: 'negotiate', parameters: {} },
      { scheme: 'bearer', parameters: { realm: 'a"b', error: 'insufficient_scope' } },
      { scheme: 'basic', parameters: { realm: 'x' } },
    ],
  ],
  ['realm="of nothing"', []],
  ['Bearer realm="not closed', [{ scheme: 'bearer', parameters: {} }]],
])('%s', (header, expected) => {
  expect(parseChallenges(header)).toEqual(expected)
})
