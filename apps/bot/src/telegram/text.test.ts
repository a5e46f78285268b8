import fastCheck from 'fast-check'
import { expect, test } from 'vitest'
import { bold, compose, lines, splitText, type Text } from './text.ts'

const formatted = ({ text, entities }: Text): string[] =>
  entities.map(({ offset, length }) => text.slice(offset, offset + length))

test('parts are put together with their formatting at the right place', () => {
  const text = compose('😀 for ', bold('Dan'), ' and ', bold('<b>Ade</b>'), bold(''))
  expect(text.text).toBe('😀 for Dan and <b>Ade</b>')
  expect(formatted(text)).toEqual(['Dan', '<b>Ade</b>'])
  expect(lines('one', undefined, bold('two'), '').text).toBe('one\ntwo\n')
})

test('a long text is cut at line breaks', () => {
  const text = lines(...Array.from({ length: 30 }, (_, index) => compose(bold(`P${index}`), ' Dan Okafor')))
  const pieces = splitText(text, 100)
  expect(pieces.length).toBeGreaterThan(3)
  expect(pieces.map((piece) => piece.text).join('\n')).toBe(text.text)
  expect(pieces.flatMap(formatted)).toEqual(formatted(text))
})

test('whatever the text, no piece is too long, no character is cut, and nothing but line breaks and empty pieces is lost', () => {
  fastCheck.assert(
    fastCheck.property(
      fastCheck.array(
        fastCheck.oneof(fastCheck.string({ unit: 'grapheme' }), fastCheck.constantFrom('\n', '😀', 'words and words ')),
      ),
      (parts) => {
        const text = compose(...parts.map((part, index) => (index % 2 === 0 ? bold(part) : part)))
        const pieces = splitText(text, 20)
        for (const piece of pieces) {
          expect(piece.text.length).toBeLessThanOrEqual(20)
          expect(piece.text.isWellFormed()).toBe(true)
          for (const entity of piece.entities) {
            expect(entity.offset + entity.length).toBeLessThanOrEqual(piece.text.length)
          }
        }
        const solid = (value: string): string => value.replace(/\s/g, '')
        expect(solid(pieces.map((piece) => piece.text).join(''))).toBe(solid(text.text))
      },
    ),
  )
})
