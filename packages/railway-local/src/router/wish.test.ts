import { expect, test } from 'vitest'
import { parseWish } from './wish.ts'

test('a whole wish is taken as it is', () => {
  const wish = { port: 0, fallbackReason: 'crashed', upstreams: [{ deployment: 'd-1_x', port: 1, weight: 0.5 }] }
  expect(parseWish(JSON.stringify(wish))).toEqual({ wish })
})

test('all problems are told at once', () => {
  const wish = { port: 70_000, fallbackReason: 1, upstreams: [{ deployment: '../x', port: 0, weight: 0 }, 'x'] }
  expect(parseWish(JSON.stringify(wish))).toEqual({
    problems: [
      'port must be a whole number from 0 to 65535',
      'fallbackReason must be a text',
      'upstreams[0].deployment must be 1 to 128 letters, digits, _ or -',
      'upstreams[0].port must be a whole number from 1 to 65535',
      'upstreams[0].weight must be a number above 0',
      'upstreams[1] must be an object',
    ],
  })
  expect(parseWish('{"port":0}')).toEqual({ problems: ['upstreams must be a list'] })
})

test('what is no object, or no JSON, is said', () => {
  expect(parseWish('[]')).toEqual({ problems: ['not an object'] })
  expect(parseWish('{')).toEqual({ problems: [expect.stringMatching(/^not JSON/)] })
})
