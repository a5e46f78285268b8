import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { until } from '../fixtures/until.ts'
import { readFilter } from './filter.ts'
import { type FollowedLine, Follower } from './follow.ts'
import { appendJsonLines, newestFirst } from './lines.ts'
import { readLine } from './structured.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kickai-logs-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

async function collected<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = []
  for await (const item of items) all.push(item)
  return all
}

test('lines are read from the newest to the oldest, however long they are; a torn one is left out', async () => {
  const path = join(directory, 'new', 'log.jsonl')
  const lines = Array.from({ length: 200 }, (_, index) => ({ index, text: 'ä'.repeat(index * 37) }))
  appendJsonLines(path, lines)
  appendFileSync(path, '{"torn":')
  expect(await collected(newestFirst(path))).toEqual(lines.toReversed())
  expect(await collected(newestFirst(join(directory, 'nothing')))).toEqual([])
})

test('what is printed is followed as it comes, and a later follower goes on where the earlier one stopped', async () => {
  const files = { output: join(directory, 'out'), errors: join(directory, 'err'), log: join(directory, 'log') }
  for (const file of [files.output, files.errors]) writeFileSync(file, '')
  const seen: string[] = []
  const onLines = (lines: readonly FollowedLine[]) => {
    appendJsonLines(files.log, lines)
    seen.push(...lines.map(({ message, severity }) => `${severity} ${message}`))
  }
  const first = await Follower.begin({ ...files, onLines })
  appendFileSync(files.output, 'one\nhalf of ')
  await until(() => seen.length === 1)
  appendFileSync(files.errors, 'bad\n')
  appendFileSync(files.output, 'two\r\nunfinished')
  await until(() => seen.length === 3)
  expect(seen.toSorted()).toEqual(['error bad', 'info half of two', 'info one'])
  first.end()
  expect(seen.at(-1)).toBe('info unfinished')
  appendFileSync(files.output, '\nmissed\n')
  const second = await Follower.begin({ ...files, onLines })
  second.end()
  expect(seen.slice(4)).toEqual(['info missed'])
})

test.each([
  ['plain', { severity: 'info', message: 'plain' }],
  [
    '{"level":50,"msg":"pino","time":1}',
    { severity: 'error', message: 'pino', attributes: [{ key: 'time', value: '1' }] },
  ],
  ['{"severity":"WARN","message":"m"}', { severity: 'warn', message: 'm' }],
  ['{"no":"message"}', { severity: 'info', message: '{"no":"message"}' }],
  ['{broken', { severity: 'info', message: '{broken' }],
])('%s', (text, expected) => {
  expect(readLine(text, 1, 'output')).toEqual({ at: 1, ...expected })
})

test.each([
  ['', true],
  ['TIMEOUT', true],
  ['timeout @level:error', true],
  ['timeout @level:info', false],
  ['-timeout', false],
  ['"a timeout" -@level:info', true],
  ['"timeout a"', false],
])('filter %j: %s', (filter, holds) => {
  expect(readFilter(filter)({ text: 'met a timeout', fields: { level: 'error' } })).toBe(holds)
})
