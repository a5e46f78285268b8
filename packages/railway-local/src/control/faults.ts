import { z } from 'zod'
import { PlatformError } from '../errors.ts'

const operation = z.string().regex(/^[A-Za-z][A-Za-z0-9]*$/)
const count = z.int().min(1).max(1_000_000).default(1)
const pause = z.int().min(0).max(600_000)

/**
 * What can be made to go wrong. `operation` is `upload`, or the name of a GraphQL query or mutation field such as
 * `deploymentRollback`; the next `count` times it is asked for, `effect` happens.
 */
const schema = z.discriminatedUnion('effect', [
  /** The upload's deployment gets its id, record and SUCCESS, but runs the image that was active before. */
  z.strictObject({ operation: z.literal('upload'), effect: z.literal('run-previous-image'), count }),
  /** It is refused with `message`, and nothing is done. */
  z.strictObject({
    operation,
    effect: z.literal('error'),
    message: z.string().default('Problem processing request'),
    count,
  }),
  /** It is done `delayMs` later. */
  z.strictObject({ operation, effect: z.literal('delay'), delayMs: pause, count }),
  /** It is done, but the connection breaks before the answer. */
  z.strictObject({ operation, effect: z.literal('lose-answer'), count }),
  /** It is refused with 429 and `Retry-After`. */
  z.strictObject({
    operation,
    effect: z.literal('rate-limit'),
    retryAfterSeconds: z.int().min(0).max(3600).default(1),
    count,
  }),
])

export type Fault = z.output<typeof schema>

/** The faults that are to come. They do not outlive the supervisor. */
export class Faults {
  #waiting: Fault[] = []

  /** Adds a fault; `fault-invalid` names everything that is wrong with it. */
  add(wish: unknown): Fault {
    const read = schema.safeParse(wish)
    if (!read.success) {
      throw new PlatformError(
        'fault-invalid',
        `This fault is not right: ${z.prettifyError(read.error).replaceAll('\n', ' ')}`,
        'Give operation, effect (run-previous-image, error, delay, lose-answer or rate-limit) and count.',
      )
    }
    this.#waiting.push(read.data)
    return read.data
  }

  /** The fault that this call of `operation` meets, if any; it counts as met. */
  take(operation: string): Fault | undefined {
    const met = this.#waiting.find((fault) => fault.operation === operation)
    if (met === undefined) return undefined
    this.#waiting = this.#waiting.flatMap((fault) => {
      if (fault !== met) return [fault]
      return fault.count > 1 ? [{ ...fault, count: fault.count - 1 }] : []
    })
    return met
  }

  all(): readonly Fault[] {
    return this.#waiting
  }

  clear(): void {
    this.#waiting = []
  }
}
