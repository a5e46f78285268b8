/** When a command is run: a crontab expression of five fields, in UTC. */
export interface Schedule {
  readonly minutes: readonly number[]
  readonly hours: readonly number[]
  readonly days: readonly number[]
  readonly months: readonly number[]
  /** 0 is Sunday. */
  readonly weekdays: readonly number[]
  /** Where both days are named, either will do. */
  readonly eitherDay: boolean
}

interface Field {
  readonly name: string
  readonly least: number
  readonly most: number
  /** Names for the numbers from `least` on. */
  readonly words?: readonly string[]
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
const fields: readonly [Field, Field, Field, Field, Field] = [
  { name: 'minute', least: 0, most: 59 },
  { name: 'hour', least: 0, most: 23 },
  { name: 'day of the month', least: 1, most: 31 },
  { name: 'month', least: 1, most: 12, words: months },
  { name: 'day of the week', least: 0, most: 7, words: weekdays },
]
/** As Railway documents it. */
const leastMinutes = 5
const dayMs = 86_400_000
const minuteMs = 60_000
/** 29 February may be eight years away. */
const mostDays = 366 * 9

/** Reads an expression, or says what is wrong with it: how it is written, that it never comes, or that it comes too often. */
export function parseSchedule(text: string): { readonly schedule: Schedule } | { readonly problem: string } {
  const words = text.trim().toLowerCase().split(/\s+/)
  if (words.length !== fields.length)
    return { problem: 'five fields are wanted: minute, hour, day of the month, month, day of the week' }
  const values: number[][] = []
  for (const [index, field] of fields.entries()) {
    const found = valuesOf(words[index] ?? '', field)
    if (found === undefined) return { problem: `"${words[index]}" is no ${field.name}` }
    values.push(found)
  }
  const [inMinutes = [], inHours = [], inDays = [], inMonths = [], inWeekdays = []] = values
  const schedule: Schedule = {
    minutes: inMinutes,
    hours: inHours,
    days: inDays,
    months: inMonths,
    weekdays: [...new Set(inWeekdays.map((day) => day % 7))].sort(ascending),
    eitherDay: !words[2]?.startsWith('*') && !words[4]?.startsWith('*'),
  }
  if (shortestGap(schedule) < leastMinutes)
    return { problem: `it comes more often than every ${leastMinutes} minutes, which Railway does not do` }
  if (nextRun(schedule, 0) === undefined) return { problem: 'it never comes' }
  return { schedule }
}

/** The first time after `after` at which it is due, at a whole minute; both milliseconds since 1970. */
export function nextRun(schedule: Schedule, after: number): number | undefined {
  const first = (Math.floor(after / minuteMs) + 1) * minuteMs
  const firstDay = Math.floor(first / dayMs)
  for (let day = firstDay; day < firstDay + mostDays; day++) {
    if (!isDueOn(schedule, new Date(day * dayMs))) continue
    for (const hour of schedule.hours) {
      for (const minute of schedule.minutes) {
        const at = day * dayMs + (hour * 60 + minute) * minuteMs
        if (at >= first) return at
      }
    }
  }
  return undefined
}

function isDueOn({ days, months: inMonths, weekdays: on, eitherDay }: Schedule, date: Date): boolean {
  if (!inMonths.includes(date.getUTCMonth() + 1)) return false
  const byDay = days.includes(date.getUTCDate())
  const byWeekday = on.includes(date.getUTCDay())
  return eitherDay ? byDay || byWeekday : byDay && byWeekday
}

/** In minutes, from one time of the day to the next, over the end of the hour and of the day too. */
function shortestGap({ minutes, hours }: Schedule): number {
  const times = hours.flatMap((hour) => minutes.map((minute) => hour * 60 + minute))
  const gaps = times.map((time, index) => (times[index + 1] ?? (times[0] ?? 0) + 24 * 60) - time)
  return Math.min(...gaps)
}

/** `*`, `n`, `n-m`, each with `/step`, and lists of these with commas. */
function valuesOf(text: string, field: Field): number[] | undefined {
  const found = new Set<number>()
  for (const part of text.split(',')) {
    const [, range = '', step = '1'] = /^([^/]+)(?:\/([1-9]\d*))?$/.exec(part) ?? []
    const [from, to] = ends(range, field, part.includes('/'))
    if (from === undefined || to === undefined || from > to) return undefined
    for (let value = from; value <= to; value += Number(step)) found.add(value)
  }
  return [...found].sort(ascending)
}

/** `n/step` goes on to the end, as `n-` would. */
function ends(range: string, field: Field, isStepped: boolean): [number | undefined, number | undefined] {
  if (range === '*') return [field.least, field.words === weekdays ? 6 : field.most]
  const [first = '', last, ...more] = range.split('-')
  if (more.length > 0) return [undefined, undefined]
  const from = numberOf(first, field)
  if (last === undefined) return [from, isStepped ? field.most : from]
  return [from, numberOf(last, field)]
}

function numberOf(text: string, { least, most, words = [] }: Field): number | undefined {
  const word = words.indexOf(text)
  const number = word >= 0 ? word + least : /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN
  return number >= least && number <= most ? number : undefined
}

function ascending(left: number, right: number): number {
  return left - right
}
