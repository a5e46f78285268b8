import { formatInstant, instantsOf, isDate, type WallTime } from './time-zone.ts'

/** A kick-off that may be used, or the sentences that say what is wrong with what was written. */
export type KickOff = { readonly instant: string } | { readonly problems: readonly string[] }

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]
const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']

const isoDate = /^(\d{4})-(\d{1,2})-(\d{1,2})$/
const namedDate = /^(?:([a-z]+) )?(\d{1,2})(?:st|nd|rd|th)? ([a-z]+) (\d{4})$/
const numbersOnly = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/

const earliest = { hour: 8, minute: 0 }
const latest = { hour: 21, minute: 0 }
const farthestDays = 550

/**
 * Reads `2026-12-06 10:30` or `Sunday 6 December 2026 10:30` in a time zone, against the present time. A date that
 * could mean two days, one that is past, and a kick-off outside 08:00 to 21:00 are asked back and never guessed.
 */
export function readKickOff(text: string, zone: string, now: string): KickOff {
  const [, dateText = '', timeText = ''] = /^(.*?)[ T]+(\S+)$/.exec(text.trim()) ?? []
  const time = /^(\d{1,2}):(\d{2})$/.exec(timeText)
  if (time === null) return refuse('I need a date and a time, such as 2026-12-06 10:30.')
  const date = readDate(dateText.toLowerCase().replace(/,/g, ' ').replace(/\s+/g, ' ').trim())
  if ('problems' in date) return date

  const wall: WallTime = { ...date, hour: Number(time[1]), minute: Number(time[2]) }
  const problems: string[] = []
  if (!isDate(wall)) problems.push('That date does not exist.')
  if (wall.hour > 23 || wall.minute > 59) problems.push('That time does not exist.')
  else if (minutes(wall) < minutes(earliest) || minutes(wall) > minutes(latest)) {
    problems.push('Kick-off is between 08:00 and 21:00.')
  }
  if (problems.length > 0) return { problems }

  const [instant, second] = instantsOf(wall, zone)
  if (instant === undefined) return refuse('Clocks change then, and that time does not come.')
  if (second !== undefined) return refuse('Clocks change then, and that time comes twice.')
  const written = new Date(instant).toISOString()
  if (written <= now) return refuse(`${formatInstant(written, zone)} is past.`)
  if (instant - Date.parse(now) > farthestDays * 86_400_000) {
    return refuse(`${formatInstant(written, zone)} is more than 18 months ahead. Is the year right?`)
  }
  return { instant: written }
}

type ReadDate = { year: number; month: number; day: number } | { problems: readonly string[] }

function readDate(text: string): ReadDate {
  const iso = isoDate.exec(text)
  if (iso !== null) return { year: Number(iso[1]), month: Number(iso[2]), day: Number(iso[3]) }
  const named = namedDate.exec(text)
  if (named !== null) return readNamedDate(named)
  const numbers = numbersOnly.exec(text)
  if (numbers !== null) return refuse(bothReadings(Number(numbers[1]), Number(numbers[2]), Number(numbers[3])))
  return refuse('I cannot read that date. Write it like 2026-12-06 or 6 December 2026.')
}

function readNamedDate([, weekday, dayText, monthText = '', yearText]: RegExpExecArray): ReadDate {
  const month = monthText.length < 3 ? -1 : months.findIndex((name) => name.toLowerCase().startsWith(monthText))
  if (month < 0) return refuse('I do not know that month. Write the date like 2026-12-06.')
  const date = { year: Number(yearText), month: month + 1, day: Number(dayText) }
  if (weekday === undefined) return date
  const real = weekdays[new Date(Date.UTC(date.year, month, date.day)).getUTCDay()] ?? ''
  if (weekday.length >= 3 && real.toLowerCase().startsWith(weekday)) return date
  return refuse(`The day and the date do not fit: ${date.day} ${months[month]} ${date.year} is a ${real}.`)
}

/** The question for a date in numbers only, whose parts people write in different orders. */
function bothReadings(first: number, second: number, year: number): string {
  const readings = [
    { year, month: second, day: first },
    { year, month: first, day: second },
  ].filter(isDate)
  const written = [...new Set(readings.map(({ month, day }) => `${year}-${two(month)}-${two(day)}`))]
  if (written.length === 0) return 'That date does not exist.'
  return `That date can be read in more than one way. Write ${written.join(' or ')}.`
}

function refuse(problem: string): { problems: readonly string[] } {
  return { problems: [problem] }
}

function minutes({ hour, minute }: { hour: number; minute: number }): number {
  return hour * 60 + minute
}

function two(number: number): string {
  return String(number).padStart(2, '0')
}
