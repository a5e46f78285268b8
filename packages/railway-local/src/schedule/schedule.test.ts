import { describe, expect, test } from 'vitest'
import { nextRun, parseSchedule } from './schedule.ts'

const at = (text: string) => Date.parse(`${text}Z`)

function nexts(text: string, after: string, count = 1): string[] {
  const parsed = parseSchedule(text)
  if ('problem' in parsed) throw new Error(parsed.problem)
  const times: string[] = []
  for (let last: number | undefined = at(after); times.length < count && last !== undefined; ) {
    last = nextRun(parsed.schedule, last)
    if (last !== undefined) times.push(new Date(last).toISOString().slice(0, 16))
  }
  return times
}

describe('a schedule', () => {
  test.each([
    ['*/5 * * * *', '2026-01-01T00:00:30', ['2026-01-01T00:05', '2026-01-01T00:10']],
    ['0 3 * * *', '2026-01-01T03:00', ['2026-01-02T03:00', '2026-01-03T03:00']],
    ['30 8-10/2 * * mon-fri', '2026-01-02T09:00', ['2026-01-02T10:30', '2026-01-05T08:30']],
    ['0 0 1,15 * *', '2026-01-01T00:00', ['2026-01-15T00:00', '2026-02-01T00:00']],
    ['0 12 13 * 5', '2026-02-01T00:00', ['2026-02-06T12:00', '2026-02-13T12:00']],
    ['0 0 * * 7', '2026-01-01T00:00', ['2026-01-04T00:00', '2026-01-11T00:00']],
    ['0 0 29 feb *', '2026-01-01T00:00', ['2028-02-29T00:00', '2032-02-29T00:00']],
    ['59 23 31 12 *', '2026-12-31T23:59', ['2027-12-31T23:59', '2028-12-31T23:59']],
    ['20/20 4 * * *', '2026-01-01T00:00', ['2026-01-01T04:20', '2026-01-01T04:40']],
  ])('%s comes, in UTC', (text, after, expected) => {
    expect(nexts(text, after, 2)).toEqual(expected)
  })

  test.each([
    ['* * * * *', 'more often than every 5 minutes'],
    ['58,2 * * * *', 'more often than every 5 minutes'],
    ['59,0 0,23 * * *', 'more often than every 5 minutes'],
    ['0 0 30 2 *', 'never comes'],
    ['0 0 * *', 'five fields'],
    ['0 0 * * * *', 'five fields'],
    ['@daily', 'five fields'],
    ['60 0 * * *', '"60" is no minute'],
    ['0 24 * * *', '"24" is no hour'],
    ['0 0 0 * *', '"0" is no day of the month'],
    ['0 0 * foo *', '"foo" is no month'],
    ['0 0 * * 5-1', '"5-1" is no day of the week'],
    ['5-1-2 0 * * *', '"5-1-2" is no minute'],
    ['*/0 0 * * *', '"*/0" is no minute'],
    [', 0 * * *', '"," is no minute'],
  ])('%s is refused', (text, sentence) => {
    expect(parseSchedule(text)).toEqual({ problem: expect.stringContaining(sentence) })
  })
})
