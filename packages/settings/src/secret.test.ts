import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { Secret } from './secret.ts'

const value = '1001:AAfixturefixturefixture'

test('a secret prints as [secret] wherever text is made of it', () => {
  const secret = new Secret(value)
  expect(`${secret}`).toBe('[secret]')
  expect(JSON.stringify({ secret })).toBe('{"secret":"[secret]"}')
  expect(inspect({ nested: { secret } }, { showHidden: true, depth: 9 })).not.toContain('fixture')
  expect(JSON.stringify(Object.entries(secret))).toBe('[]')
})

test('reveal gives the value, and matches compares with it', () => {
  const secret = new Secret(value)
  expect(secret.reveal()).toBe(value)
  expect(secret.matches(value)).toBe(true)
  expect(secret.matches(`${value}x`)).toBe(false)
  expect(secret.matches('')).toBe(false)
})
