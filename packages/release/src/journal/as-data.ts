import type { Data, Value } from '@kickai/store'

/**
 * A record of the journal as a store takes it: optional fields that are absent are left out, and what is no number is
 * null, as in JSON. Records are plain objects and arrays; anything else a store refuses.
 */
export function asData(record: object): Data {
  const data: Data = {}
  for (const [name, value] of Object.entries(record)) if (value !== undefined) data[name] = asValue(value)
  return data
}

function asValue(value: unknown): Value {
  if (Array.isArray(value)) return value.map((item) => (item === undefined ? null : asValue(item)))
  if (typeof value === 'object' && value !== null) return asData(value)
  if (typeof value === 'number' && !Number.isFinite(value)) return null
  return value as Value
}
