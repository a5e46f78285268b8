import { nextRun, parseSchedule } from './schedule.ts'

const minuteMs = 60_000

/**
 * The number of the minute that it is, by a clock whose minutes last `lastsMs`: with 60,000 the real one, with less one
 * that runs ahead, for whoever does not want to wait. `now` is milliseconds since 1970.
 */
export function minuteAt(now: number, lastsMs: number): number {
  return Math.floor(now / lastsMs)
}

/** Whether a crontab expression is due in a minute of that number. One that cannot be read never is. */
export function isDueIn(text: string, minute: number): boolean {
  const parsed = parseSchedule(text)
  return 'schedule' in parsed && nextRun(parsed.schedule, minute * minuteMs - 1) === minute * minuteMs
}

/** When it is due next by that clock, in real milliseconds since 1970. */
export function nextDue(text: string, now: number, lastsMs: number): number | undefined {
  const parsed = parseSchedule(text)
  const next = 'schedule' in parsed ? nextRun(parsed.schedule, minuteAt(now, lastsMs) * minuteMs) : undefined
  return next === undefined ? undefined : (next / minuteMs) * lastsMs
}
