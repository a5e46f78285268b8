import { setTimeout as delay } from 'node:timers/promises'
import { GraphQLError } from 'graphql'
import { Refusal } from '../errors.ts'
import type { Host } from '../supervisor/host.ts'
import type { ApiContext } from './context.ts'

// biome-ignore lint/suspicious/noExplicitAny: resolvers of all arguments stand in one table
type AnyResolver = (parent: unknown, args: any, context: ApiContext) => unknown

/** The same resolvers, each of which meets the faults that were ordered for its field. */
export function meetingFaults(host: Host, resolvers: Readonly<Record<string, AnyResolver>>) {
  return Object.fromEntries(Object.entries(resolvers).map(([field, resolve]) => [field, faulty(host, field, resolve)]))
}

function faulty(host: Host, field: string, resolve: AnyResolver): AnyResolver {
  return async (parent, args, context) => {
    const fault = host.faults.take(field)
    switch (fault?.effect) {
      case 'error':
        throw new Refusal(fault.message)
      case 'rate-limit':
        throw new GraphQLError('Rate limit exceeded', {
          extensions: { http: { status: 429, headers: { 'retry-after': String(fault.retryAfterSeconds) } } },
        })
      case 'delay':
        await delay(fault.delayMs)
        break
      case 'lose-answer': {
        const result = await resolve(parent, args, context)
        context.response?.destroy()
        return result
      }
    }
    return await resolve(parent, args, context)
  }
}
