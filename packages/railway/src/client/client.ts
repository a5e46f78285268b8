import type { Permission } from '@kickai/release'
import { RailwayError } from '../errors/railway-error.ts'
import { type ExchangeAnswer, ExchangeFailure, exchange } from '../http/exchange.ts'
import { type RequestLimits, requestLimits } from '../http/limits.ts'
import { budgetIn } from '../http/rate-budget.ts'
import type { Operation } from '../operations/operation.ts'
import { type Connection, type ConnectionOptions, createConnection } from './connection.ts'
import { failedExchange } from './failures.ts'
import { readAnswer } from './graphql-answer.ts'
import { delayBeforeRetry, questionPolicy, type RetryPolicy, untilKnown } from './retry.ts'

export interface RequestSettings {
  /** Ends the request, and the waiting between attempts. */
  readonly signal?: AbortSignal
  /** For questions; a change is sent once whatever this says. */
  readonly retry?: Partial<RetryPolicy>
  readonly limits?: RequestLimits
  /** For changes: asked before one is sent; its permit is then the limit. */
  readonly permission?: Permission | undefined
  /** Values in the request that no error may show, besides the token. */
  readonly secrets?: Iterable<string>
}

/** Asks Railway, typed. The only thing that sends GraphQL over HTTP. */
export interface RailwayClient {
  /**
   * Sends one operation and gives what it answered, parsed. Throws `RailwayError`. A question that fails for a reason
   * that may pass is asked again, a few times; a change is sent at most once, and its error says by `acted` whether
   * it may have happened all the same. Only where the platform does not know the service yet, and so did nothing, a
   * change too is sent again for some seconds.
   */
  request<Variables extends object, Result>(
    operation: Operation<Variables, Result>,
    variables: Variables,
    settings?: RequestSettings,
  ): Promise<Result>
}

/** A client of its own, for who does not need the platform port. Throws `railway-options`. */
export function createRailwayClient(options: ConnectionOptions): RailwayClient {
  return clientOf(createConnection(options))
}

/** A client over a connection that is already there. */
export function clientOf(connection: Connection): RailwayClient {
  return {
    async request(operation, variables, settings = {}) {
      const policy = { ...questionPolicy, ...settings.retry }
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await untilKnown(connection, () => once(connection, operation, variables, settings), settings.signal)
        } catch (error) {
          if (!(error instanceof RailwayError) || !error.transient || operation.kind !== 'query') throw error
          const delay = delayBeforeRetry(policy, attempt, error.retryAfterMs, connection.random)
          if (delay === undefined || settings.signal?.aborted) throw error
          await connection.clock.sleep(delay, settings.signal)
          if (settings.signal?.aborted) throw error
        }
      }
    },
  }
}

async function once<Variables extends object, Result>(
  connection: Connection,
  operation: Operation<Variables, Result>,
  variables: Variables,
  settings: RequestSettings,
): Promise<Result> {
  const scrub = connection.scrub(settings.secrets)
  const asked = { name: operation.name, changes: operation.kind === 'mutation' }
  const body = JSON.stringify({ operationName: operation.name, query: operation.document, variables })
  const permit = asked.changes ? await settings.permission?.(Buffer.byteLength(body)) : undefined
  let answer: ExchangeAnswer
  try {
    answer = await exchange(connection.fetch, connection.clock, {
      url: connection.endpoint.graphql,
      headers: { ...connection.headers(), 'content-type': 'application/json', accept: 'application/json' },
      body,
      limits: settings.limits ?? requestLimits,
      permit,
      signal: settings.signal,
    })
  } catch (error) {
    if (error instanceof ExchangeFailure) throw failedExchange(error, asked, scrub)
    throw error
  }
  connection.budget = budgetIn(answer.headers, connection.budget)
  return readAnswer(operation, answer, scrub, connection.clock.now())
}
