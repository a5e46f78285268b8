import { expect, test } from 'vitest'
import { formatInstant, instantsOf, isDate, wallTimeAt } from './time-zone.ts'

const london = 'Europe/London'
const iso = (instants: number[]): string[] => instants.map((instant) => new Date(instant).toISOString())

test('a time on the wall is one instant, in winter and in summer', () => {
  expect(iso(instantsOf({ year: 2026, month: 12, day: 6, hour: 10, minute: 30 }, london))).toEqual([
    '2026-12-06T10:30:00.000Z',
  ])
  expect(iso(instantsOf({ year: 2027, month: 7, day: 4, hour: 10, minute: 30 }, london))).toEqual([
    '2027-07-04T09:30:00.000Z',
  ])
})

test('a time that clocks jump over is none, one that comes twice is two', () => {
  expect(instantsOf({ year: 2027, month: 3, day: 28, hour: 1, minute: 30 }, london)).toEqual([])
  expect(iso(instantsOf({ year: 2026, month: 10, day: 25, hour: 1, minute: 30 }, london))).toEqual([
    '2026-10-25T00:30:00.000Z',
    '2026-10-25T01:30:00.000Z',
  ])
})

test('a date that does not exist is none', () => {
  expect(isDate({ year: 2027, month: 2, day: 29 })).toBe(false)
  expect(isDate({ year: 2028, month: 2, day: 29 })).toBe(true)
  expect(instantsOf({ year: 2027, month: 2, day: 30, hour: 12, minute: 0 }, london)).toEqual([])
})

test('what the clock shows comes back from the instant it was made into, far from London too', () => {
  for (const zone of ['Pacific/Auckland', 'America/St_Johns', 'Asia/Kathmandu']) {
    const wall = { year: 2026, month: 12, day: 6, hour: 20, minute: 15 }
    const [instant] = instantsOf(wall, zone)
    expect(wallTimeAt(instant ?? 0, zone)).toEqual(wall)
  }
})

test('an instant is written in full in the time zone', () => {
  expect(formatInstant('2026-12-06T10:30:00.000Z', london)).toBe('Sunday 6 December 2026, 10:30 GMT')
  expect(formatInstant('2027-07-04T09:30:00.000Z', london)).toBe('Sunday 4 July 2027, 10:30 BST')
})
