import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { createScrub, scrubCause } from './scrub.ts'
import { Secret } from './secret.ts'

test('a secret does not print, and can be had', () => {
  const secret = new Secret('value-of-it')
  const shown = `${secret} ${JSON.stringify({ secret })} ${inspect({ secret }, { showHidden: true, depth: 9 })}`
  expect(shown).not.toContain('value-of-it')
  expect(secret.reveal()).toBe('value-of-it')
})

test('scrubbing finds a value as it is, quoted and in an address, the longest first', () => {
  const scrub = createScrub(['a"b c/d', 'a"b c/d-and-more', 'short'])
  expect(scrub('a"b c/d-and-more')).toBe('[secret]')
  expect(scrub(JSON.stringify('a"b c/d'))).toBe('"[secret]"')
  expect(scrub(`?x=${encodeURIComponent('a"b c/d')}`)).toBe('?x=[secret]')
  expect(scrub('short words stay')).toBe('short words stay')
})

test('scrubbing finds it in hexadecimal digits and in base64, alone and in the middle of something longer', () => {
  const scrub = createScrub(['planted/value?>'])
  for (const before of ['', 'u', 'us', 'user:']) {
    const text = `${before}planted/value?>`
    for (const form of ['base64', 'base64url', 'hex'] as const) {
      const encoded = Buffer.from(text).toString(form)
      expect(scrub(encoded)).toContain('[secret]')
      expect(Buffer.from(scrub(encoded).replace('[secret]', ''), form).toString()).not.toContain('planted/value')
    }
  }
})

test('base64 that is broken into lines is found in each of them', () => {
  const value = 'a-planted-value-that-is-longer-than-one-line-of-what-base64-prints-at-once-and-so-on'
  const scrub = createScrub([value])
  const lines =
    Buffer.from(`x:${value}`)
      .toString('base64')
      .match(/.{1,76}/g) ?? []
  expect(lines.map((line) => scrub(`| ${line}`))).toEqual(lines.map(() => expect.stringMatching(/^\| \[secret\]=*$/)))
  const plain = `sha256:${'0123456789abcdef'.repeat(4)} /a/path/that/is/longer rel_01k9m2v7r4h3c8tn`
  expect(scrub(plain)).toBe(plain)
})

test('a secret of several lines is found line by line', () => {
  const scrub = createScrub(['-----BEGIN KEY-----\nplanted-line-1\r\nplanted-line-2\n'])
  expect(scrub('read planted-line-1, then\nplanted-line-2')).toBe('read [secret], then\n[secret]')
})

test('the password of an address is a secret by itself', () => {
  const scrub = createScrub([
    'postgres://shop:pass%2Fword@db/shop',
    'postgres://shop:100%25-sure@db/shop',
    'no://address',
  ])
  expect(scrub('the password pass/word (pass%2Fword) is wrong, and so is 100%-sure')).toBe(
    'the password [secret] ([secret]) is wrong, and so is [secret]',
  )
  expect(scrub('shop no')).toBe('shop no')
})

test('a copy of causes keeps names, codes and messages, and nothing else', () => {
  const innermost = Object.assign(new Error('with planted-token'), { code: 'ECODE', headers: 'planted-token' })
  const copy = scrubCause(new AggregateError([innermost], 'several'), createScrub(['planted-token']))
  expect(copy?.cause).toMatchObject({ message: 'with [secret]', code: 'ECODE' })
  expect(inspect(copy, { depth: 9 })).not.toContain('planted-token')
  expect(scrubCause(undefined, (text) => text)).toBeUndefined()
  expect(scrubCause('planted-token', createScrub(['planted-token']))?.message).toBe('[secret]')
})
