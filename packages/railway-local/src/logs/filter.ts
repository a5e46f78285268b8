import type { LogLine } from './lines.ts'

/** What a filter is matched against: a text, and fields by name. */
export interface Filterable {
  readonly text: string
  readonly fields: Readonly<Record<string, string | undefined>>
}

/**
 * Reads a filter such as `timeout @level:error -"not this"`: words and quoted texts that must be in the text, `@field:value`
 * that must hold, `-` before any of them for the opposite. All must hold; case does not matter. No filter: everything does.
 */
export function readFilter(filter: string | null | undefined): (what: Filterable) => boolean {
  const terms = [...(filter ?? '').matchAll(/(-?)(?:@(\w+):)?(?:"([^"]*)"|(\S+))/g)].map(
    ([, minus, field, quoted, word]) => ({
      wanted: minus === '',
      field: field?.toLowerCase(),
      value: (quoted ?? word ?? '').toLowerCase(),
    }),
  )
  return ({ text, fields }) => {
    const lower = text.toLowerCase()
    const named = new Map(Object.entries(fields).map(([name, value]) => [name.toLowerCase(), value?.toLowerCase()]))
    return terms.every(({ wanted, field, value }) => {
      const holds = field === undefined ? lower.includes(value) : named.get(field) === value
      return holds === wanted
    })
  }
}

/** A filter of log lines, by message, `@level` and the attributes of structured lines. */
export function matcher(filter: string | null | undefined): (line: LogLine) => boolean {
  if (!filter) return () => true
  const holds = readFilter(filter)
  return ({ message, severity, attributes = [] }) => {
    const fields = Object.fromEntries(attributes.map(({ key, value }) => [key, value]))
    return holds({ text: message, fields: { ...fields, level: severity, severity } })
  }
}
