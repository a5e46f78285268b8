import { expect, test } from 'vitest'
import { readKickOff } from './kick-off.ts'

const now = '2026-11-23T18:00:00.000Z'
const read = (text: string): string => {
  const kickOff = readKickOff(text, 'Europe/London', now)
  return 'instant' in kickOff ? kickOff.instant : kickOff.problems.join(' ')
}

test.each([
  ['2026-12-06 10:30', '2026-12-06T10:30:00.000Z'],
  ['2026-12-06T10:30', '2026-12-06T10:30:00.000Z'],
  ['6 December 2026 10:30', '2026-12-06T10:30:00.000Z'],
  ['Sun 6th Dec 2026, 8:00', '2026-12-06T08:00:00.000Z'],
  ['2027-07-04 21:00', '2027-07-04T20:00:00.000Z'],
])('%s is %s', (text, instant) => {
  expect(read(text)).toBe(instant)
})

test.each([
  ['2026-12-06', 'I need a date and a time'],
  ['Sunday 10:30', 'I cannot read that date.'],
  ['2026-12-06 10.30', 'I need a date and a time'],
  ['2027-02-30 10:30', 'That date does not exist.'],
  ['2026-12-06 07:59', 'Kick-off is between 08:00 and 21:00.'],
  ['2026-12-06 21:01', 'Kick-off is between 08:00 and 21:00.'],
  ['2026-12-06 25:00', 'That time does not exist.'],
  ['2027-02-30 03:00', 'That date does not exist. Kick-off is between 08:00 and 21:00.'],
  ['2026-11-23 17:59', 'Monday 23 November 2026, 17:59 GMT is past.'],
  ['2036-12-06 10:30', 'more than 18 months ahead. Is the year right?'],
  ['06/12/2026 10:30', 'That date can be read in more than one way. Write 2026-12-06 or 2026-06-12.'],
  ['25.12.2026 10:30', 'That date can be read in more than one way. Write 2026-12-25.'],
  ['Monday 6 December 2026 10:30', 'The day and the date do not fit: 6 December 2026 is a Sunday.'],
  ['6 Smarch 2026 10:30', 'I do not know that month.'],
])('%s is asked back', (text, question) => {
  expect(read(text)).toContain(question)
})
