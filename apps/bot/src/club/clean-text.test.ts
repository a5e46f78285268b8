import { expect, test } from 'vitest'
import { cleanText } from './clean-text.ts'

test.each([
  ['  Dan   Okafor ', 'Dan Okafor'],
  ['Dan\nOkafor\t9', 'Dan Okafor 9'],
  ['Dan\u202eOkafor\u200b', 'DanOkafor'],
  ['Zoe\u0308', 'Zoë'],
  ['\u200b\u2060', ''],
  ['O’Neill-Şahin 李', 'O’Neill-Şahin 李'],
])('%j becomes %j', (text, cleaned) => {
  expect(cleanText(text)).toBe(cleaned)
})
