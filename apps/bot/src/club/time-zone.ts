/** A date and time as a clock on the wall shows it. Months count from 1. */
export interface WallTime {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
}

const formats = new Map<string, Intl.DateTimeFormat>()

function wallFormat(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone)
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    })
    formats.set(zone, format)
  }
  return format
}

/** What the clock shows in a time zone at an instant (milliseconds since 1970). */
export function wallTimeAt(instant: number, zone: string): WallTime {
  const parts = new Map(
    wallFormat(zone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, Number(value)]),
  )
  const part = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? Number.NaN
  return { year: part('year'), month: part('month'), day: part('day'), hour: part('hour'), minute: part('minute') }
}

const dayMilliseconds = 86_400_000

/**
 * The instants at which the clock shows a time, earliest first: one on most days; none where clocks jump over it; two
 * where they are put back. A date that does not exist gives none.
 */
export function instantsOf(wall: WallTime, zone: string): number[] {
  const asUtc = utc(wall)
  const offsets = [asUtc - dayMilliseconds, asUtc + dayMilliseconds].map((near) => utc(wallTimeAt(near, zone)) - near)
  const candidates = [...new Set(offsets)].map((offset) => asUtc - offset)
  return candidates.filter((candidate) => same(wallTimeAt(candidate, zone), wall)).sort((left, right) => left - right)
}

/** Whether the calendar has the date. */
export function isDate({ year, month, day }: Pick<WallTime, 'year' | 'month' | 'day'>): boolean {
  const date = new Date(Date.UTC(year, month - 1, day))
  return date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
}

/** An instant in full for people, such as `Sunday 6 December 2026, 10:30 GMT`. */
export function formatInstant(instant: string, zone: string): string {
  const date = new Date(instant)
  const of = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormatPart[] =>
    new Intl.DateTimeFormat('en-GB', { timeZone: zone, ...options }).formatToParts(date)
  const day = of({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })
  const time = of({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZoneName: 'short' })
  const pick = (parts: Intl.DateTimeFormatPart[], type: Intl.DateTimeFormatPartTypes): string =>
    parts.find((part) => part.type === type)?.value ?? ''
  const dayText = (['weekday', 'day', 'month', 'year'] as const).map((type) => pick(day, type)).join(' ')
  return `${dayText}, ${pick(time, 'hour')}:${pick(time, 'minute')} ${pick(time, 'timeZoneName')}`
}

function utc({ year, month, day, hour, minute }: WallTime): number {
  return Date.UTC(year, month - 1, day, hour, minute)
}

function same(left: WallTime, right: WallTime): boolean {
  return utc(left) === utc(right) && left.day === right.day
}
