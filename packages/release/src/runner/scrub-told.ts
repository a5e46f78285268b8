/** Fields that hold what others said; every other one is of our own making or a name by which things are found. */
const told: ReadonlySet<string> = new Set(['sentence', 'failure', 'message', 'wayOut', 'reason', 'output'])

/**
 * A copy of what happened with the secrets taken out of whatever a platform, a service or a store said, however deep it lies:
 * what is journaled stays for years. Ids, codes and digests are left as they are, so that they still say the same.
 */
export function scrubTold<Item>(item: Item, scrub: (text: string) => string, field?: string): Item
export function scrubTold(item: unknown, scrub: (text: string) => string, field = ''): unknown {
  if (typeof item === 'string') return told.has(field) ? scrub(item) : item
  if (Array.isArray(item)) return item.map((each) => scrubTold(each, scrub, field))
  if (typeof item !== 'object' || item === null) return item
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, scrubTold(value, scrub, name)]))
}
