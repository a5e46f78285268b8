import { expect, test } from 'vitest'
import { formatPhone, readContactPhone, readPhone } from './phone.ts'

test.each([
  ['07700 900123', '+447700900123'],
  ['07911-123456', '+447911123456'],
  ['+44 (0) 7911 123456', '+447911123456'],
  ['+353 85 012 3456', '+353850123456'],
])('%s is %s', (text, number) => {
  expect(readPhone(text)).toBe(number)
})

test.each(['', '12345', '0770090012', '077009001234', 'call me', '+999 123456789'])('%j is refused', (text) => {
  expect(() => readPhone(text)).toThrow(expect.objectContaining({ code: 'bad-phone' }))
})

test('a contact’s number is taken with and without its plus sign, and always with its country', () => {
  expect(readContactPhone('447700900123')).toBe('+447700900123')
  expect(readContactPhone('+447700900123')).toBe('+447700900123')
  expect(() => readContactPhone('07700900123')).toThrow(expect.objectContaining({ code: 'bad-phone' }))
})

test('numbers are shown in groups', () => {
  expect(formatPhone('+447700900123')).toBe('+44 7700 900123')
})
