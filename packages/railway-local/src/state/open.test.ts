import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { PlatformError } from '../errors.ts'
import { openState } from './open.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kickai-state-test-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

const path = () => join(directory, 'state.sqlite')

test('what is put is there when it is opened again, in its order', () => {
  const state = openState(directory)
  for (const id of ['b', 'a', 'c']) state.settings.put({ id, value: id })
  state.settings.put({ id: 'b', value: 'again' })
  state.settings.delete('a')
  state.close()
  const again = openState(directory)
  expect(again.settings.all()).toEqual([
    { id: 'b', value: 'again' },
    { id: 'c', value: 'c' },
  ])
  again.close()
})

test('a transaction that fails changes nothing, in memory or on disk', () => {
  const state = openState(directory)
  state.settings.put({ id: 'kept', value: 1 })
  const failing = () =>
    state.transaction(() => {
      state.settings.put({ id: 'kept', value: 2 })
      state.settings.put({ id: 'new', value: 1 })
      state.settings.delete('kept')
      throw new Error('in the middle')
    })
  expect(failing).toThrow('in the middle')
  expect(state.settings.all()).toEqual([{ id: 'kept', value: 1 }])
  state.close()
  const again = openState(directory)
  expect(again.settings.all()).toEqual([{ id: 'kept', value: 1 }])
  again.close()
})

test.each([
  ['half a file', (whole: Buffer) => whole.subarray(0, whole.length / 2)],
  ['another file', () => Buffer.from('nonsense')],
  ['an empty file', () => Buffer.alloc(0)],
  [
    'a file with a torn page',
    (whole: Buffer) => Buffer.concat([whole.subarray(0, 4096), Buffer.alloc(whole.length - 4096, 255)]),
  ],
])('%s is refused and left as it is', (_, tear) => {
  openState(directory).close()
  const torn = tear(readFileSync(path()))
  writeFileSync(path(), torn)
  const files = readdirSync(directory)
  expect(() => openState(directory)).toThrow(PlatformError)
  expect(() => openState(directory)).toThrow(expect.objectContaining({ code: 'state-unreadable' }))
  expect(readFileSync(path()).equals(torn)).toBe(true)
  expect(readdirSync(directory)).toEqual(files)
})
