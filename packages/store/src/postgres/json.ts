import type { Data, Value } from '../store.ts'

/**
 * Postgres keeps JSON but for one character, U+0000. It is kept as U+0001 U+0001, and U+0001 itself as U+0001 U+0002,
 * which leaves the order of texts as it was.
 */
const special = /\\u000[01]/i

/** JSON as Postgres can keep it. */
export function toColumn(json: string): string {
  return special.test(json) ? JSON.stringify(mapTexts(JSON.parse(json), escapeText)) : json
}

/** A document as it was before `toColumn`. */
export function fromColumn(json: string): Data {
  const data: Data = JSON.parse(json)
  return special.test(json) ? (mapTexts(data, unescapeText) as Data) : data
}

export function escapeText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these two are what it is about
  return text.replace(/[\u0000\u0001]/g, (character) => (character === '\u0000' ? '\u0001\u0001' : '\u0001\u0002'))
}

function unescapeText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these two are what it is about
  return text.replace(/\u0001[\u0001\u0002]/g, (pair) => (pair === '\u0001\u0001' ? '\u0000' : '\u0001'))
}

function mapTexts(value: Value, map: (text: string) => string): Value {
  if (typeof value === 'string') return map(value)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((member) => mapTexts(member, map))
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [map(name), mapTexts(member, map)]))
}
