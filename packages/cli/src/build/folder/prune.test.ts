import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder, writeFiles } from '../fixtures/repository.ts'
import { fits } from './pattern.ts'
import { prune } from './prune.ts'

test.each([
  ['a.map', '*.map', true],
  ['deep/a.map', '*.map', false],
  ['deep/a.map', '**/*.map', true],
  ['a.map', '**/*.map', true],
  ['dist/a/b.js', 'dist', true],
  ['dist/a/b.js', 'dist/', true],
  ['dist/a/b.js', './dist/**', true],
  ['dist/a/b.js', 'dist/*', true],
  ['distant', 'dist', false],
  ['a/x/y/b', 'a/**/b', true],
  ['a/b', 'a/**/b', true],
  ['ab', 'a?', true],
  ['a/', 'a?', false],
  ['axb', 'a.b', false],
  ['a+(b)[c]', 'a+(b)[c]', true],
])('%s under the pattern %s: %s', (path, pattern, expected) => {
  expect(fits(path, pattern)).toBe(expected)
})

test('keeps what is included and not excluded, and does not follow links', async () => {
  const outside = await temporaryFolder()
  await writeFiles(outside, { 'kept.js': '' })
  const folder = await temporaryFolder()
  await writeFiles(folder, {
    'dist/a.js': '',
    'dist/a.js.map': '',
    'dist/inner/b.js': '',
    'notes/c.js': '',
    out: { link: outside },
    'package.json': '',
  })
  await prune(folder, { include: ['dist', '*.json'], exclude: ['**/*.map', 'dist/inner'] })
  expect((await readdir(folder, { recursive: true })).sort()).toEqual(['dist', 'dist/a.js', 'package.json'])
  expect(await readdir(outside)).toEqual(['kept.js'])
})

test('without patterns everything stays', async () => {
  const folder = await temporaryFolder()
  await writeFiles(folder, { 'a/b': '', c: '' })
  await prune(folder, {})
  await prune(folder, { exclude: [] })
  expect((await readdir(folder, { recursive: true })).sort()).toEqual(['a', join('a', 'b'), 'c'])
})
