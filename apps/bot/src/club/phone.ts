import { parsePhoneNumberFromString } from 'libphonenumber-js/mobile'
import { ClubError } from './error.ts'

/** Numbers that nobody has, kept for examples and rehearsals; the tables of real numbers leave them out. */
const forExamples = /^\+447700900\d{3}$/

/** A phone number in E.164 from how a person writes it; numbers without a country are British. Throws `bad-phone`. */
export function readPhone(text: string): string {
  const parsed = parsePhoneNumberFromString(text, 'GB')
  if (parsed !== undefined && (parsed.isValid() || forExamples.test(parsed.number))) return parsed.number
  throw new ClubError(
    'bad-phone',
    'That is not a mobile number I can use.',
    'Write it like 07911 123456, or with the country: +353 85 012 3456.',
  )
}

/** The number that Telegram gives with a contact: always with its country, sometimes without the plus sign. */
export function readContactPhone(text: string): string {
  return readPhone(text.startsWith('+') ? text : `+${text}`)
}

/** A number as people read it, such as `+44 7911 123456`. */
export function formatPhone(number: string): string {
  return parsePhoneNumberFromString(number)?.formatInternational() ?? number
}
