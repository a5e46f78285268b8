import { createScrub } from '@kickai/railway'

/** The secrets that a command has met, kept out of everything that it says. */
export interface Secrecy {
  /** From now on these values are shown nowhere. */
  keep(values: Iterable<string>): void
  /** A text without them. */
  scrub(text: string): string
}

/** Knows of no secret yet. */
export function openSecrecy(): Secrecy {
  const known = new Set<string>()
  let scrub = createScrub(known)
  return {
    keep(values) {
      const before = known.size
      for (const value of values) known.add(value)
      if (known.size > before) scrub = createScrub(known)
    },
    scrub: (text) => scrub(text),
  }
}
