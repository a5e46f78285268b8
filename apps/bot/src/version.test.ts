import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { version } from './version.ts'

test('the version is that of the package file', () => {
  const file = readFileSync(join(import.meta.dirname, '../package.json'), 'utf8')
  expect((JSON.parse(file) as { version: string }).version).toBe(version)
})
