import { mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryDirectory } from '../testing/started.ts'
import { withTokens } from './tokens.ts'

test('a bot that is named alone gets a token of its own, and the same one again', async () => {
  const directory = await temporaryDirectory()
  const first = withTokens(directory, [{ name: 'testing' }, { name: 'staging' }])
  expect(first.map(({ token }) => token)).toEqual([
    expect.stringMatching(/^\d{10}:[\w-]{35}$/),
    expect.stringMatching(/^\d{10}:[\w-]{35}$/),
  ])
  expect(first[0]?.token).not.toBe(first[1]?.token)
  expect(withTokens(directory, [{ name: 'staging' }, { name: 'new' }])[0]).toEqual(first[1])
  expect(withTokens(directory, [{ name: 'testing' }])[0]).toEqual(first[0])
  expect(statSync(join(directory, 'tokens.json')).mode & 0o777).toBe(0o600)
})

test('a token that was given is taken, and not kept', async () => {
  const directory = await temporaryDirectory()
  expect(withTokens(directory, [{ name: 'testing', token: '1:abc' }])).toEqual([{ name: 'testing', token: '1:abc' }])
  expect(withTokens(directory, [{ name: 'testing' }])[0]?.token).not.toBe('1:abc')
})

test('a torn file is refused and left as it is', async () => {
  const directory = await temporaryDirectory()
  mkdirSync(directory, { recursive: true })
  writeFileSync(join(directory, 'tokens.json'), '{"testing":')
  expect(() => withTokens(directory, [{ name: 'testing' }])).toThrowError(
    expect.objectContaining({ code: 'state-unreadable' }),
  )
})
