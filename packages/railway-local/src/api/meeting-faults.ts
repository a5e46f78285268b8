import { setTimeout as delay } from 'node:timers/promises'
import { GraphQLError } from 'graphql'
import type { Fault } from '../control/fault.ts'
import { imageGone, pretended } from '../deployment/pretend.ts'
import { Refusal } from '../errors.ts'
import type { Host } from '../supervisor/host.ts'
import type { ApiContext, Stream } from './context.ts'
import { breakHalfway } from './half-sent.ts'

// biome-ignore lint/suspicious/noExplicitAny: resolvers of all arguments stand in one table
type AnyResolver = (parent: unknown, args: any, context: ApiContext) => unknown
// biome-ignore lint/suspicious/noExplicitAny: streams of all arguments stand in one table
type AnyStream = Stream<any>

/** The same resolvers, each of which meets the faults that were ordered for its field. */
export function meetingFaults(host: Host, resolvers: Readonly<Record<string, AnyResolver>>) {
  return Object.fromEntries(Object.entries(resolvers).map(([field, resolve]) => [field, faulty(host, field, resolve)]))
}

/** The same streams, whose sockets meet the faults that were ordered for subscriptions. */
export function meetingSocketFaults(host: Host, streams: Readonly<Record<string, AnyStream>>) {
  return Object.fromEntries(
    Object.entries(streams).map(([field, { subscribe, resolve }]) => {
      const cut: AnyStream['subscribe'] = (parent, args, context) => {
        const fault = host.faults.take('subscription')
        if (fault?.effect === 'drop-socket') setTimeout(() => context.dropSocket?.(), fault.afterMs).unref()
        return subscribe(parent, args, context)
      }
      return [field, { subscribe: cut, resolve }]
    }),
  )
}

function faulty(host: Host, field: string, resolve: AnyResolver): AnyResolver {
  return async (parent, args, context) => {
    const fault = host.faults.take(field)
    if (fault === undefined) return await resolve(parent, args, context)
    await before(fault, context)
    if (fault.effect === 'pretend') return pretended(host, field, args.id)
    if (fault.effect === 'image-gone') imageGone(host, args.id)
    const result = await resolve(parent, args, context)
    await after(fault, context)
    return result
  }
}

/** What is met before anything is done; throws where nothing is to be done. */
async function before(fault: Fault, context: ApiContext): Promise<void> {
  switch (fault.effect) {
    case 'error':
      throw new Refusal(fault.message)
    case 'server-error':
    case 'edge-rate-limit':
      if (context.answer !== undefined) context.answer.insteadOf = insteadOf(fault)
      throw new Refusal('Service Unavailable')
    case 'rate-limit': {
      const { retryAfterSeconds } = fault
      const headers = retryAfterSeconds === null ? {} : { 'retry-after': String(retryAfterSeconds) }
      throw new GraphQLError('Rate limit exceeded', { extensions: { http: { status: 429, headers } } })
    }
    case 'delay':
      await delay(fault.delayMs)
  }
}

/** What is met once it is done. */
async function after(fault: Fault, { response }: ApiContext): Promise<void> {
  switch (fault.effect) {
    case 'error-after':
      throw new Refusal(fault.message)
    case 'slow-answer':
      await delay(fault.delayMs)
      return
    case 'half-answer':
      if (response !== undefined) breakHalfway(response)
      return
    case 'lose-answer':
      response?.destroy()
  }
}

/** The answer of somebody between client and platform, who knows no JSON. */
export function insteadOf(fault: Fault & { effect: 'server-error' | 'edge-rate-limit' }): PlainAnswer {
  if (fault.effect === 'edge-rate-limit') return { status: 429, text: 'error code: 1015' }
  return { status: fault.status, text: '<html><body>upstream unavailable</body></html>' }
}

export interface PlainAnswer {
  readonly status: number
  readonly text: string
}
