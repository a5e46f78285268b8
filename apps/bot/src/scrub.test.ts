import { expect, test } from 'vitest'
import { scrubberFor } from './scrub.ts'

const token = '123456:AAHfixture-fixture_fixture0123456789'

test.each([
  [token, '[secret]'],
  [`https://api.telegram.org/bot${token}/getMe`, 'https://api.telegram.org/bot[secret]/getMe'],
  [`{"error":"fetch failed: ${token}"}`, '{"error":"fetch failed: [secret]"}'],
  [
    'at 10:30 on 2026-12-06T10:30:00.000Z, port 127.0.0.1:4402',
    'at 10:30 on 2026-12-06T10:30:00.000Z, port 127.0.0.1:4402',
  ],
])('%s is written as %s', (text, written) => {
  expect(scrubberFor([])(text)).toBe(written)
})

test('known secrets are taken out in every form, whatever they look like', () => {
  const scrub = scrubberFor(['1001:short', 'quo"ted\\secret', 'with space/slash', 'abc'])
  expect(scrub('a 1001:short b')).toBe('a [secret] b')
  expect(scrub(JSON.stringify({ at: 'quo"ted\\secret' }))).toBe('{"at":"[secret]"}')
  expect(scrub('/with%20space%2Fslash')).toBe('/[secret]')
  expect(scrub('abc')).toBe('abc')
})
