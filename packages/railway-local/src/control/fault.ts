import { z } from 'zod'
import { PlatformError } from '../errors.ts'

const operation = z.string().regex(/^[A-Za-z][A-Za-z0-9]*$/)
const pause = z.int().min(0).max(600_000)

/** How often a fault is met: so many times, or for so long from the first time on. */
const often = { count: z.int().min(1).max(1_000_000).default(1), forMs: pause.optional() }

const upload = z.literal('upload')
const runsAgain = z.enum(['deploymentRedeploy', 'deploymentRollback'])

/**
 * What can be made to go wrong. `operation` is `upload`, `subscription`, or the name of a GraphQL query or mutation
 * field such as `deploymentRollback`; the next `count` times it is asked for, `effect` happens.
 */
const schema = z.discriminatedUnion('effect', [
  z
    .strictObject({
      operation,
      effect: z.literal('error'),
      message: z.string().default('Problem processing request'),
      ...often,
    })
    .describe('It is refused with `message` in an answer of status 200 (an upload: 500), and nothing is done.'),
  z
    .strictObject({
      operation,
      effect: z.literal('error-after'),
      message: z.string().default('Problem processing request'),
      ...often,
    })
    .describe('It is done, and answered with `message` as if it were not.'),
  z
    .strictObject({
      operation,
      effect: z.literal('server-error'),
      status: z.int().min(500).max(599).default(503),
      ...often,
    })
    .describe('It is answered with a status of 500 or above and no JSON; nothing is done.'),
  z
    .strictObject({
      operation,
      effect: z.literal('rate-limit'),
      retryAfterSeconds: z.int().min(0).max(3600).nullable().default(1),
      ...often,
    })
    .describe('It is refused with 429, and `Retry-After` unless that is null.'),
  z
    .strictObject({ operation, effect: z.literal('edge-rate-limit'), ...often })
    .describe('It is refused with 429 and `error code: 1015`, as the edge before Railway does.'),
  z
    .strictObject({ operation, effect: z.literal('delay'), delayMs: pause, ...often })
    .describe('It is done `delayMs` later.'),
  z
    .strictObject({ operation, effect: z.literal('slow-answer'), delayMs: pause, ...often })
    .describe('It is done at once and answered `delayMs` later.'),
  z
    .strictObject({ operation, effect: z.literal('half-answer'), ...often })
    .describe('It is done, and the connection breaks in the middle of the answer.'),
  z
    .strictObject({ operation, effect: z.literal('lose-answer'), ...often })
    .describe('It is done, but the connection breaks before the answer.'),
  z
    .strictObject({
      operation: z.literal('subscription'),
      effect: z.literal('drop-socket'),
      afterMs: pause.default(0),
      ...often,
    })
    .describe('The socket of a subscription is cut `afterMs` after it began.'),
  z
    .strictObject({ operation: upload, effect: z.literal('run-previous-image'), ...often })
    .describe("The upload's deployment gets its id, record and SUCCESS, but runs the image that was active before."),
  z
    .strictObject({ operation: upload, effect: z.literal('delayed-meta'), hideMs: pause, ...often })
    .describe("For `hideMs` the record of the upload's deployment has no `meta`."),
  z
    .strictObject({
      operation: upload,
      effect: z.literal('unknown-status'),
      status: z
        .string()
        .regex(/^[A-Z_]+$/)
        .default('PONDERING'),
      hideMs: pause.optional(),
      ...often,
    })
    .describe("The upload's deployment has a status that nobody knows, for `hideMs` or for ever."),
  z
    .strictObject({ operation: upload, effect: z.literal('skipped-newer'), ...often })
    .describe("A newer record, which was SKIPPED, stands before the upload's deployment."),
  z
    .strictObject({ operation: upload, effect: z.literal('rival'), ...often })
    .describe("Somebody else deploys what is active once more, right after the upload's deployment has begun."),
  z
    .strictObject({ operation: runsAgain, effect: z.literal('pretend'), ...often })
    .describe('It is answered as if it were done, and nothing is done.'),
  z
    .strictObject({ operation: runsAgain, effect: z.literal('image-gone'), ...often })
    .describe('The image is found to be gone, and is from then on.'),
])

export type Fault = z.output<typeof schema>

/** Reads a fault; `fault-invalid` names everything that is wrong with it. */
export function readFault(wish: unknown): Fault {
  const read = schema.safeParse(wish)
  if (read.success) return read.data
  const effects = schema.options.map((option) => option.shape.effect.value)
  throw new PlatformError(
    'fault-invalid',
    `This fault is not right: ${z.prettifyError(read.error).replaceAll('\n', ' ')}`,
    `Give operation, effect (${effects.join(', ')}) and count or forMs.`,
  )
}

/** What can be made to go wrong, as a table in Markdown. */
export function faultsTable(): string {
  const rows = schema.options.map((option) => {
    const { effect, operation: on, ...rest } = option.shape
    const fields = Object.keys(rest).filter((name) => !(name in often))
    const operations = operationsOf(on)
    const named = operations.length > 0 ? operations.map((name) => `\`${name}\``).join(', ') : 'any'
    return `| \`${effect.value}\` | ${named} | ${fields.map((name) => `\`${name}\``).join(', ')} | ${option.description} |`
  })
  return ['| effect | of | with | |', '|---|---|---|---|', ...rows].join('\n')
}

function operationsOf(type: z.ZodType): readonly unknown[] {
  const { enum: several, const: one } = z.toJSONSchema(type)
  return several ?? (one === undefined ? [] : [one])
}
