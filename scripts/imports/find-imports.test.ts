import { expect, test } from 'vitest'
import { findImports } from './find-imports.ts'

test.each([
  [`import one from 'x'`],
  [`import 'x'`],
  [`import * as one from 'x'`],
  [`import one, { two } from 'x'`],
  [`import type { One } from 'x'`],
  [`import { type One } from 'x'`],
  [`import one from 'x' with { type: 'json' }`],
  [`export * from 'x'`],
  [`export * as one from 'x'`],
  [`export { one } from 'x'`],
  [`export type { One } from 'x'`],
  [`export type * from 'x'`],
  [`const one = await import('x')`],
  ['const one = import(`x`)'],
  [`function one() { return () => import('x') }`],
  [`let one: import('x').One`],
  [`type One = typeof import('x')`],
  [`type One = import('x').Two<{ three: 1 }>`],
  [`import one = require('x')`],
  [`const one = require('x')`],
  [`const one = require.resolve('x')`],
  [`const one = import.meta.resolve('x')`],
])('%s names its module', (source) => {
  expect(findImports('one.ts', source)).toEqual({ imports: [{ specifier: 'x', line: 1 }] })
})

test.each([
  [`const text = "import one from 'x'"`],
  [`// import 'x'`],
  ['const one = (name: string) => import(name)'],
  [`other.resolve('x')`],
  [`export const one = 'x'`],
])('%s names none', (source) => {
  expect(findImports('one.ts', source)).toEqual({ imports: [] })
})

test('the line is where the import begins', () => {
  expect(findImports('one.ts', `\n// why\nimport {\n  one,\n} from 'x'\n`).imports).toEqual([
    { specifier: 'x', line: 3 },
  ])
})

test('a file that cannot be read is a problem, not an empty list', () => {
  expect(findImports('one.ts', 'import {').problem).toBeTruthy()
})
