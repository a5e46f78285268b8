import { expect, test } from 'vitest'
import { findEntities } from './entities.ts'

/** What is found, as type and text. */
const found = (text: string) =>
  findEntities(text).map(({ type, offset, length }) => [type, text.slice(offset, offset + length)])

test('commands, mentions, links and hashtags are found in plain text', () => {
  expect(found('/start@kickai_testing_bot with @ada_lovelace, see https://example.org/a?b=/c. #sunday')).toEqual([
    ['bot_command', '/start@kickai_testing_bot'],
    ['mention', '@ada_lovelace'],
    ['url', 'https://example.org/a?b=/c'],
    ['hashtag', '#sunday'],
  ])
})

test('what only looks like it is left alone', () => {
  for (const text of ['2/3', 'a/b', '</b>', 'me@example.org', '/', '#1', 'and/or', '/path/to'])
    expect(found(text)).toEqual([])
})
