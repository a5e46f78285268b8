const reference = /^(env|file|vault):\S+$/

/** Fields below which a text is a value, and only `{ secret }` a reference. */
const valued: ReadonlySet<string> = new Set(['settings', 'variables'])

/** Every text in plain data that is a reference to a secret, each once. */
export function referencesWithin(data: unknown): string[] {
  return [...new Set(referencesBelow(data, false))]
}

function referencesBelow(data: unknown, isValued: boolean): string[] {
  if (typeof data === 'string') return !isValued && reference.test(data) ? [data] : []
  if (typeof data !== 'object' || data === null) return []
  return Object.entries(data).flatMap(([name, value]) =>
    referencesBelow(value, name !== 'secret' && (isValued || valued.has(name))),
  )
}
