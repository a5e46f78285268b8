import { expect, test } from 'vitest'
import { judgeFile } from './house-rules.ts'

test.each([
  ['packages/store/src/utils.ts', '', "packages/store/src/utils.ts: 'utils' does not say what it holds"],
  ['packages/store/helpers/one.ts', '', "packages/store/helpers/one.ts: 'helpers' does not say what it holds"],
  ['one.ts', 'const one = 1\n// TODO two', 'one.ts:2: an open end; do it, or write an issue'],
  ['one.ts', '// @ts-ignore', 'one.ts:1: the type checker is switched off'],
  ['one.ts', '// biome-ignore lint/suspicious/noExplicitAny', 'one.ts:1: a lint exception without its reason'],
  ['one.ts', '// biome-ignore lint/suspicious/noExplicitAny: ', 'one.ts:1: a lint exception without its reason'],
  ['one.test.ts', `test.only('one')`, 'one.test.ts:1: tests that do not run; see scripts/testing/needs.ts'],
  ['one.ts', 'one\n'.repeat(301), 'one.ts: 301 lines, more than 300'],
])('%s breaks a rule', (file, source, problem) => {
  expect(judgeFile(file, source)).toEqual([problem])
})

test.each([
  ['packages/store/src/commonwealth.ts', 'one\n'.repeat(300)],
  ['one.ts', '// biome-ignore lint/suspicious/noExplicitAny: the other side sends anything'],
  ['one.test.ts', `test.each([1])('one')`],
])('%s is fine', (file, source) => {
  expect(judgeFile(file, source)).toEqual([])
})
