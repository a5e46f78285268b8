import { z } from 'zod'
import { RailwayError } from '../errors/railway-error.ts'
import type { ExchangeAnswer } from '../http/exchange.ts'
import type { Operation } from '../operations/operation.ts'
import type { Scrub } from '../secret/scrub.ts'
import { type Asked, actedAfterSending, wayOutOf } from './failures.ts'
import { badAnswer, failedStatus, notAuthorized, quote, rateLimited, saidAs } from './http-status.ts'
import { refusals, unexplained } from './refusals.ts'

const graphqlError = z.object({
  message: z.string(),
  extensions: z.object({ code: z.string().optional().catch(undefined) }).nullish(),
})
const graphqlAnswer = z.object({ data: z.unknown().optional(), errors: z.array(graphqlError).nullish() })
type GraphqlError = z.infer<typeof graphqlError>

/** Codes of servers that refused the document itself, before any of it ran. */
const notUnderstood = new Set(['GRAPHQL_VALIDATION_FAILED', 'GRAPHQL_PARSE_FAILED', 'BAD_USER_INPUT'])
const notAllowed = /not authorized|unauthori[sz]ed|unauthenticated/i
const notUnderstoodMessage =
  /^(Cannot query field|Unknown (argument|type|field)|Variable "\$|Field ".*" (argument|must)|Syntax Error)/

/** What an operation's answer holds, parsed; throws `RailwayError` for everything that is not that. */
export function readAnswer<Variables extends object, Result>(
  operation: Operation<Variables, Result>,
  answer: ExchangeAnswer,
  scrub: Scrub,
  now: number,
): Result {
  const asked: Asked = { name: operation.name, changes: operation.kind === 'mutation' }
  if (answer.status === 429) throw rateLimited(answer, asked, scrub, now)
  const body = parseBody(answer.text)
  if (answer.status < 200 || answer.status > 299) {
    const refused = answer.status >= 400 && answer.status < 500 && answer.status !== 408
    if (refused && body?.errors?.length) throw graphqlFailure(body.errors, body.data, asked, scrub)
    throw failedStatus(answer, asked, scrub)
  }
  if (body === undefined) throw badAnswer(asked, scrub, 'not a GraphQL answer', true)
  if (body.errors?.length) throw graphqlFailure(body.errors, body.data, asked, scrub)
  const parsed = operation.result.safeParse(body.data)
  if (!parsed.success) throw badAnswer(asked, scrub, z.prettifyError(parsed.error))
  return parsed.data
}

function parseBody(text: string): z.infer<typeof graphqlAnswer> | undefined {
  try {
    return graphqlAnswer.safeParse(JSON.parse(text)).data
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** The `errors` of an answer as one error; the first message that is known decides what kind it is. */
function graphqlFailure(errors: readonly GraphqlError[], data: unknown, asked: Asked, scrub: Scrub): RailwayError {
  const said = quote(errors.map((error) => error.message).join('; '), scrub)
  const message = `Railway: ${asked.name} was refused${saidAs(said)}.`
  if (!asked.changes || !holdsSomething(data)) {
    if (errors.some((error) => notAllowed.test(error.message))) return notAuthorized(asked, said)
    if (errors.some(isNotUnderstood)) {
      const wayOut = "Update kickai: Railway's interface does not know this request, or not in this form."
      return new RailwayError({ code: 'railway-request-unknown', message, wayOut, acted: 'no', said })
    }
    const known = refusals.find(({ pattern }) =>
      errors.some((error) => pattern.test(error.message) || pattern.test(error.extensions?.code ?? '')),
    )
    if (known !== undefined) {
      const { code, wayOut, transient = false, notYet = false } = known
      return new RailwayError({ code, message, wayOut, acted: 'no', transient, notYet, said })
    }
  }
  return new RailwayError({
    code: 'railway-error',
    message: `Railway: ${asked.name} ended with an error${saidAs(said)}.`,
    wayOut: wayOutOf(asked, 'Read what Railway said; see https://status.railway.com.'),
    acted: actedAfterSending(asked),
    transient: errors.some((error) => unexplained.test(error.message)),
    said,
  })
}

function isNotUnderstood(error: GraphqlError): boolean {
  return notUnderstood.has(error.extensions?.code ?? '') || notUnderstoodMessage.test(error.message)
}

/** Whether some of a change's answer is there beside the errors: then some of it was done. */
function holdsSomething(data: unknown): boolean {
  return typeof data === 'object' && data !== null && Object.values(data).some((value) => value !== null)
}
