import { type Fault, readFault } from './fault.ts'

interface Waiting {
  readonly fault: Fault
  /** How often it is still to be met. */
  left: number
  /** For one that is met for a while: until when, by `performance.now()`; not set before it was met first. */
  until?: number
}

/** The faults that are to come. They do not outlive the supervisor. */
export class Faults {
  #waiting: Waiting[] = []

  /** Adds a fault; `fault-invalid` names everything that is wrong with it. */
  add(wish: unknown): Fault {
    const fault = readFault(wish)
    this.#waiting.push({ fault, left: fault.count })
    return fault
  }

  /** The fault that this call of `operation` meets, if any; it counts as met. */
  take(operation: string): Fault | undefined {
    const now = performance.now()
    this.#waiting = this.#waiting.filter(({ until }) => until === undefined || now < until)
    const met = this.#waiting.find(({ fault }) => fault.operation === operation)
    if (met === undefined) return undefined
    if (met.fault.forMs !== undefined) met.until ??= now + met.fault.forMs
    else met.left -= 1
    this.#waiting = this.#waiting.filter(({ left }) => left > 0)
    return met.fault
  }

  /** Each with how often it is still to be met. */
  all(): readonly Fault[] {
    return this.#waiting.map(({ fault, left }) => ({ ...fault, count: left }))
  }

  clear(): void {
    this.#waiting = []
  }
}
