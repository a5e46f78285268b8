import { createHash, timingSafeEqual } from 'node:crypto'
import { inspect } from 'node:util'

const shown = '[secret]'

/**
 * A value that does not print: in text, in JSON, in `console.log` and in templates it reads `[secret]`.
 * Only `reveal` gives the value, so every place that uses one can be found by that word.
 */
export class Secret {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  /** The value itself. It goes straight to where it is needed and into no text of ours. */
  reveal(): string {
    return this.#value
  }

  /** Whether `candidate` is this secret; takes the same time whatever the candidate is. */
  matches(candidate: string): boolean {
    return timingSafeEqual(fingerprint(candidate), fingerprint(this.#value))
  }

  toString(): string {
    return shown
  }

  toJSON(): string {
    return shown
  }

  [inspect.custom](): string {
    return shown
  }
}

/** Hashed first, because a comparison in constant time needs both sides to be of one length. */
function fingerprint(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
