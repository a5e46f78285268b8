import type { Secrecy } from '../secrecy/secrecy.ts'

/** A value with every text in it scrubbed, before any of it is escaped: what people wrote as a reason may hold anything. */
export function scrubbed<Value>(value: Value, secrecy: Pick<Secrecy, 'scrub'>): Value {
  return scrub(value, secrecy) as Value
}

function scrub(value: unknown, secrecy: Pick<Secrecy, 'scrub'>): unknown {
  if (typeof value === 'string') return secrecy.scrub(value)
  if (Array.isArray(value)) return value.map((each) => scrub(each, secrecy))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, scrub(each, secrecy)]))
}
