import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseHtml } from './html.ts'

test('tags become entities in UTF-16 units, nested ones too', () => {
  expect(parseHtml('⚽<b>a<i>b</i></b> <a href="https://example.org/?a=1&amp;b">c</a>')).toEqual({
    text: '⚽ab c',
    entities: [
      { type: 'bold', offset: 1, length: 2 },
      { type: 'italic', offset: 2, length: 1 },
      { type: 'text_link', offset: 4, length: 1, url: 'https://example.org/?a=1&b' },
    ],
  })
})

test('what is no HTML that Telegram takes is refused in its words', () => {
  const refused = (html: string) => expect(() => parseHtml(html))
  refused('<h1>x</h1>').toThrow('can\'t parse entities: Unsupported start tag "h1" at byte offset 0')
  refused('<b>x').toThrow('can\'t parse entities: Can\'t find end tag corresponding to start tag "b"')
  refused('<b>x</i>').toThrow('Unmatched end tag at byte offset 4, expected "</b>", found "</i>"')
  refused('x</b>').toThrow('Unexpected end tag at byte offset 1')
  refused('a < b').toThrow("can't parse entities: Unclosed start tag at byte offset 2")
})

test('any text comes back whole once it is escaped', () => {
  const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (one, other) => {
      const { text, entities } = parseHtml(`${escaped(one)}<b>${escaped(other)}</b>`)
      expect(text).toBe(one + other)
      if (other !== '') expect(entities).toEqual([{ type: 'bold', offset: one.length, length: other.length }])
    }),
  )
})
